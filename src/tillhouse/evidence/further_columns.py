"""Columns that a later file of a feed brings: what they would mean by their names and values, and the money of that.

Such a file is looked at once more, and only such a file.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tillhouse.errors import TillhouseError
from tillhouse.evidence.currencies import apart, told, whole
from tillhouse.evidence.finding import VALUES, Finding, Reading, option
from tillhouse.evidence.net import net_of
from tillhouse.evidence.weighing import weighed
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import BACK_QUANTITIES, Feed
from tillhouse.sources import Opened, detect, money_by_rate
from tillhouse.sources import Reading as FileReading

#: What a file declares of its text is as its feed has it; the meaning of further columns is looked for.
_AS_SAVED = frozenset(
    {"date_order", "date_format", "decimal", "thousands", "format", "encoding", "delimiter", "quote"}
    | {"escape", "header_row", "sheet", "columns", "dialect"}
)
#: What says that money is no sale, or less than it seems: without it figures are wrong, not only fewer.
_LESSENS = ("kind", "status", "refund", "discount", "order_discount", *BACK_QUANTITIES)


def found(file: Opened, feed: Feed, names: Sequence[str]) -> list[Finding]:
    """What new columns would mean, and those that hold money without a meaning. names: the headers of them."""
    try:
        reading = detect(file, replace(feed, dialect=""), _AS_SAVED)
    except TillhouseError:
        return []  # the file says too little; that its columns are new is said anyway
    new = {
        meaning: header
        for meaning, header in reading.feed.columns.items()
        if header in names and meaning not in feed.columns and header not in feed.columns.values()
    }
    findings = [_meaning(file, feed, reading, {meaning: header}) for meaning, header in new.items()]
    rates = [name for name in names if name not in new.values() and _by_rate(name, feed)]
    findings += [_of_rate(name, feed, reading) for name in rates]
    beside = {name: total for name, total in reading.beside.items() if name in names and name not in rates}
    for name, total in beside.items():
        says = (
            f"{name} is a new column of money without a meaning, in no figure: {total:,.2f}. "
            f"Name one with --column MEANING={shlex.quote(name)}, or agree that it has none."
        )
        findings.append(Finding("money_beside", says, reading.records, total, about=name))
    return findings


def _by_rate(name: str, feed: Feed) -> str:
    """The meaning that a new column adds to, where the feed has one by rate of tax; empty where it has none."""
    meaning = money_by_rate(name)
    same = ("tax", "order_tax") if meaning == "tax" else (meaning or "",)
    found = [one for one in same if one in feed.columns and money_by_rate(feed.columns[one]) == meaning]
    return found[0] if meaning and found else ""


def _of_rate(name: str, feed: Feed, reading: FileReading) -> Finding:
    """A question whether a column of another rate is added to those of the feed."""
    meaning = _by_rate(name, feed)
    total = reading.beside.get(name)
    more = f", {total:,.2f}" if total is not None else ""
    says = f"{name} is a new column{more}, and may be {meaning} by another rate than {feed.columns[meaning]}."
    options = tuple(option("column", f"{meaning}={header}") for header in (feed.columns[meaning], name))
    added = Reading(f"{name} is added to {meaning}", options, total)
    apart_ = Reading(f"{name} is something else", (option("own", f"{name}=measure:money"),))
    return Finding("new_column", says, reading.records, total, added, apart_, is_question=True, about=name)


def _meaning(file: Opened, feed: Feed, reading: FileReading, new: Mapping[str, str]) -> Finding:
    """What one new column would mean, with the net money of the file without it and with it."""
    ((meaning, header),) = new.items()
    wider = replace(reading.feed, dialect=feed.dialect, columns={**feed.columns, **new})
    read, said = weighed([file], wider, new.keys())
    before, after = net_of(file, feed), net_of(file, read)
    options = [option("column", f"{meaning}={header}")]
    values = [one for one in said if one.name in VALUES and one.about == meaning]
    options += [typed for one in values if one.proposed for typed in one.proposed.options]
    words = "; ".join(one.says for one in values)
    nets = f"net {told(before, [after])} without it, {told(after, [before])} with it"
    says = f"{header} is a new column that would be read as {meaning}: {nets}."
    with_it = Reading(f"{header} is {meaning}", tuple(options), whole(after), apart(after))
    without = Reading(
        f"{header} says nothing of sales", (f"--without {meaning}",), whole(before), apart(before)
    )
    asks = meaning in _LESSENS and before != after
    more = {
        code: after.get(code, Decimal(0)) - before.get(code, Decimal(0)) for code in merged(before, after)
    }
    return Finding(
        "new_column",
        f"{says} {words}".rstrip(),
        reading.records,
        whole(more),
        with_it,
        without,
        asks,
        about=header,
        currencies=apart(more),
    )
