"""How files were found to be read, for people."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tillhouse.cli._hints import Hints
from tillhouse.cli._output import Output, columns, count, size
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tillhouse.evidence import Finding
    from tillhouse.runs.opened import OpenedFiles
    from tillhouse.sources import Evidence

#: The end of a time that says how far its clock is from UTC.
_OFFSET = re.compile(r":[0-9.]+ ?(?:[+-][0-9]{2}:?(?:[0-9]{2})?|Z|UTC)$")
_EXAMPLE = 24
_SHOWN = 2
_NAMED = 3
#: Columns without a meaning that are named.
_BESIDE = 20
_LITTLE = 0.0005


def print_reading(opened: OpenedFiles, saved: bool, hints: Hints) -> None:
    """The reading with examples and confidence, and what was assumed without evidence."""
    out, place = hints.out, hints.place
    files, found = opened.files, opened.agreed
    first = found.readings[0]
    name = files[0].name if len(files) == 1 else f"{place}: {count(len(files))} files"
    facts = first.facts if len(files) == 1 else _facts(opened)
    out.text(" · ".join((f"{name}   {size(opened.size)}", *facts, _records(found.records))))
    rows = [(one.header, one.canonical, _examples(one), _why(one)) for one in found.evidence]
    out.text(*(f"  {line}" for line in columns((), rows)))
    out.text(*_dialect(opened, saved), *_kept(out, opened, files[0].path))
    out.text(*(f"  {line}" for line in _warnings(opened)))
    out.text(*(f"  {line}" for one in found.findings for line in _finding(one)))
    out.text(f"Feed {found.feed.name}{', as saved' if saved else ''}: {_currency(hints, opened, saved)}")
    out.text(*_clock(hints, opened))
    if not saved:
        out.text(*_country(opened), *_sets(hints, opened))


def _dialect(opened: OpenedFiles, saved: bool) -> list[str]:
    """Which named export it is taken for, where nobody has seen the reading yet."""
    found = opened.files[0].dialects.get(opened.agreed.feed.dialect)
    if found is None or saved:
        return []
    return [f"  Read as {found.title} (dialect {found.name}); --dialect none reads it by its names alone."]


def _beside(out: Output, unmapped: Sequence[str], path: Path) -> list[str]:
    """Columns without a meaning, the first of many."""
    if not unmapped:
        return []
    more = len(unmapped) - _BESIDE
    named = ", ".join(unmapped if more <= 0 else unmapped[:_BESIDE])
    rest = (
        f" and {count(more)} more:  {out.command(f'describe {shlex.quote(str(path))}')}" if more > 0 else "."
    )
    return [f"  Kept beside, without a meaning: {named}{rest}"]


def _kept(out: Output, opened: OpenedFiles, path: Path) -> list[str]:
    """Columns without a meaning: those declared, all others, and which of them can be declared."""
    own, meant = opened.agreed.feed.own, opened.agreed.feed.columns.values()
    declared = ", ".join(f"{name} ({role})" for name, role in own.items())
    beside = [name for name in opened.largest.unmapped if name not in {*own, *meant}]
    said = [f"  Columns of your own: {declared}."] if own else []
    columns = opened.agreed.feed.columns
    for meaning in dict.fromkeys(opened.agreed.feed.added.values()):
        names = [name for name, one in opened.agreed.feed.added.items() if one == meaning]
        said += [f"  Added up as {meaning}: {' + '.join([columns[meaning], *names])}."]
    said += _beside(out, beside, path)
    offered = [
        f"--own {shlex.quote(f'{name}={role}')}" for name, role in opened.offered.items() if name not in meant
    ]
    more = f" and {count(len(offered) - _BESIDE)} more" if len(offered) > _BESIDE else ""
    return (
        [*said, f"  Can be columns of the ledger:  {' '.join(offered[:_BESIDE])}{more}"] if offered else said
    )


def _currency(hints: Hints, opened: OpenedFiles, saved: bool) -> str:
    """The currency and what names it, or how to name one."""
    feed, named = opened.agreed.feed, opened.agreed.named
    if "currency" in feed.columns:
        rest = f"; {feed.currency} where it is missing" if feed.currency else ""
        return f"currency as column {feed.columns['currency']} says{rest}."
    if not feed.currency:
        why = named.currency.why
        unclear = f" ({why})" if why else ""
        hints.out.has_said_unnamed = True
        return f"no currency named{unclear}. Name it:  {hints.decide('currency', hints.currency or 'CODE')}"
    by_evidence = not saved and named.currency.currency == feed.currency
    return f"currency {feed.currency}{f' ({named.currency.why})' if by_evidence else ''}."


def _clock(hints: Hints, opened: OpenedFiles) -> list[str]:
    """What clock times are on, where something in them asks for it."""
    feed = opened.agreed.feed
    if feed.time_zone and feed.date_order.startswith("epoch"):
        return [f"  Times count from 1970, in UTC; days are those of the clock of {feed.time_zone}."]
    if feed.time_zone:
        return [f"  Time zone {feed.time_zone}."]
    command = hints.decide("time_zone", "AREA/CITY")
    if feed.date_order.startswith("epoch"):
        return [
            f"  Times count from 1970, and days are those of UTC. Name the clock of the shop, as AREA/CITY:  {command}"
        ]
    moments = next((one.examples for one in opened.agreed.evidence if one.canonical == "sold_at"), ())
    if any(_OFFSET.search(text) for text in moments):
        return [
            f"  Times have offsets; the clock is kept as written. Name one for all, as AREA/CITY:  {command}"
        ]
    return []


def _country(opened: OpenedFiles) -> list[str]:
    """The country that the shop is taken to be in, and why."""
    code, name, share = opened.agreed.named.country
    if not code or opened.agreed.feed.country != code:
        return []
    return [f"  Public holidays of {name} count: {int(share * 100)}% of the lines with a country are of it."]


def _sets(hints: Hints, opened: OpenedFiles) -> list[str]:
    """That the feed's customers and products are not those of the feeds before it, and how they are shared."""
    from tillhouse.runs.sets import apart

    feed = opened.agreed.feed
    if not (kinds := apart(feed)):
        return []
    if hints.is_kept:
        shared = " ".join(f"{kind}=" for kind in kinds)
        command = hints.out.commands(f"config feed {feed.name} {shared}", "run")
    else:
        options = " ".join(f"--share {kind}" for kind in kinds)
        command = hints.out.command(f"open {shlex.quote(hints.place)} {options} --yes")
    first = "Customer 7 is" if "customers" in kinds else "Product 7 is"
    name = feed.customers or feed.products
    return [
        f"  Its {' and '.join(kinds)} are its own: {first} {name}/7. Share them with the lake:  {command}"
    ]


def _finding(one: Finding) -> list[str]:
    """What the values say, and how the other reading is chosen."""
    other = one.instead
    if one.proposed is None or other is None or not other.options:
        return [one.says]
    money_ = f" ({other.money})" if other.money else ""
    return [one.says, f"  Otherwise {other.says}{money_}: {' '.join(other.options)}"]


def _warnings(opened: OpenedFiles) -> list[str]:
    """What a person should know first: unsplit records of all files together, the rest by file."""
    lines = []
    if raw := opened.unsplit:
        named = ", ".join(f"{why} {count(rows)}" for why, rows in sorted(raw.items()))
        lines.append(f"{_records(raw.total())} that cannot be split or decoded, for quarantine: {named}.")
    if empty := [file.name for file, reading in opened.pairs if not reading.records]:
        lines.append(f"No records: {', '.join(empty[:_NAMED])}{' …' if len(empty) > _NAMED else ''}.")
    lines += [str(left) for left in opened.left_out]
    if opened.others:
        named = " · ".join(opened.others[:_NAMED])
        lines.append(
            f"Left out: {number_of(len(opened.others), 'file')}: {named}{' …' if opened.others[_NAMED:] else ''}."
        )
    same, left = opened.repeats
    if same:
        are = number_of(same, "file is", "files are")
        lines.append(f"{are} equal to another, byte for byte, and not taken in twice: {_records(left)}.")
    return lines


def _records(number: int) -> str:
    return number_of(number, "record")


def _facts(opened: OpenedFiles) -> list[str]:
    """What was decided of all files, without the places that decided it in each."""
    feed = opened.agreed.feed
    text = [feed.encoding.upper()] if feed.format == "csv" else []
    return [*text, *(fact.split(" (")[0] for fact in opened.largest.facts[len(text) :])]


def _examples(one: Evidence) -> str:
    return ", ".join(_short(text) for text in one.examples[:_SHOWN])


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _EXAMPLE else f"{plain[: _EXAMPLE - 1]}…"


def _why(one: Evidence) -> str:
    words = [one.why] if one.why else []
    words += [f"missing in {_share(one.missing)}"] if one.missing else []
    words += [f"{_share(one.confidence)} can be read"] if one.confidence < 1 else []
    return "; ".join(words)


def _share(part: float) -> str:
    """Never none or all of what is only some of it."""
    return "under 0.1%" if 0 < part < _LITTLE else "over 99.9%" if 1 - _LITTLE < part < 1 else f"{part:.1%}"
