"""All evidence of some files: one more pass over what detection has just read, and what follows from it.

A finding that decides changes the feed. Where columns change their meaning by it, the files are looked at once more.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tillhouse.evidence import (
    codes,
    line_price,
    order_equation,
    order_numbers,
    prefixes,
    rates,
    statuses,
    totals,
)
from tillhouse.evidence._values import valued
from tillhouse.evidence.finding import Finding, Findings, Reading
from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper
from tillhouse.sources import Opened, source_of

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.evidence.finding import Watch

_KINDS: tuple[Any, ...] = (
    statuses.Watch,
    totals.Watch,
    line_price.Watch,
    prefixes.Watch,
    order_numbers.Watch,
    codes.Watch,
    order_equation.Watch,
    rates.Watch,
)
#: How often files are looked at: once more after columns were found to mean something else.
_TIMES = 4
#: Findings on which others rest: what a discount and a tax are, and what one order is.
_FIRST = ("rates", "order_numbers")


def weighed(files: Sequence[Opened], feed: Feed, fixed: Collection[str] = ()) -> tuple[Feed, Findings]:
    """The feed as all values of the files say it, and what they say.

    fixed: fields and meanings of columns that a person has decided; nothing that sets one of them is asked or changed.
    """
    done: dict[str, Finding] = {}
    if "invoice_no" not in feed.columns and "order" not in fixed and feed.order == "number":
        feed = replace(feed, order="line")
        says = "No column has the number of an order: each line counts as one."
        day = Reading("the lines of a day are one order", ("--order day",))
        done["no_order_number"] = Finding("no_order_number", says, 0, instead=day)
    for _ in range(_TIMES):
        found = [one for one in _looked_at(files, feed) if not _is_fixed(one, fixed)]
        if first := [one for one in found if one.name in _FIRST]:
            done |= {one.name: one for one in first}
            feed = replace(feed, **_changes(first))
            continue
        done |= {_about(one): one for one in found}
        changed = replace(feed, **_changes(found))
        if changed.columns == feed.columns:
            # totals of orders told what rates of tax are of
            return changed, tuple(
                one for one in done.values() if one.name != "tax_rate" or not changed.tax_basis
            )
        feed = changed
    return feed, tuple(done.values())


def _about(found: Finding) -> str:
    """What a finding is about: two columns of words have one each."""
    option = found.proposed.options[0].split()[0] if found.proposed and found.proposed.options else ""
    return (
        " ".join((found.name, option, *sorted(found.feed))) if found.name.startswith("status") else found.name
    )


def _looked_at(files: Sequence[Opened], feed: Feed) -> list[Finding]:
    watches: list[Watch] = [kind(feed) for kind in _KINDS if kind.applies(feed)]
    if not watches:
        return []
    wanted = {name for watch in watches for name in watch.wants if name in feed.columns}
    for lines in _lines(files, feed):
        batch = valued(lines, feed, wanted)
        for watch in watches:
            watch.add(lines if watch.sees_all else batch)
    return [one for watch in watches for one in watch.found(feed)]


def _lines(files: Sequence[Opened], feed: Feed) -> Iterator[pl.DataFrame]:
    for file in files:
        shaper = Shaper(feed)
        with file.memo.looking():
            for batch in source_of(file, feed).batches(file, feed):
                yield shaper.lines(batch.frame)


def _is_fixed(found: Finding, fixed: Collection[str]) -> bool:
    """Whether a person has decided what the finding is about."""
    about = {name for name in found.feed if name != "columns"}
    options = [found.proposed, found.instead]
    for reading in options:
        for typed in reading.options if reading else ():
            word, *said = shlex.split(typed)
            about.add(said[0].split("=")[0] if word == "--column" else word[2:].replace("-", "_"))
    return found.name not in {"status", "status_unknown"} and any(name in fixed for name in about)


def _changes(found: Iterable[Finding]) -> Mapping[str, Any]:
    changes: dict[str, Any] = {}
    for one in found:
        if not one.is_question:
            changes |= one.feed
    return changes
