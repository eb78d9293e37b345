"""All evidence of some files: one more pass over what detection has just read, and what follows from it.

A finding that decides changes the feed. Where columns change their meaning by it, the files are looked at once more.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tillhouse.evidence import (
    before_discount,
    called_off,
    came_back,
    closing,
    codes,
    credit_notes,
    first_rows,
    gift_cards,
    gross_and_net,
    lettered_codes,
    line_price,
    list_price,
    named_money,
    nested_states,
    no_code,
    no_quantity,
    nobody,
    order_equation,
    order_numbers,
    order_rows,
    own_of_order,
    part_refunds,
    prefixes,
    rates,
    row_total,
    shares,
    statuses,
    total_alone,
    totals,
    unread_states,
)
from tillhouse.evidence._values import valued
from tillhouse.evidence.currencies import code, named
from tillhouse.evidence.finding import VALUES, Finding, Findings, Reading, mixed
from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper
from tillhouse.sources import Opened, source_of

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.evidence.finding import Watch

_KINDS: tuple[Any, ...] = (
    statuses.Watch,
    unread_states.Watch,
    totals.Watch,
    line_price.Watch,
    list_price.Watch,
    named_money.Watch,
    nested_states.Watch,
    no_code.Watch,
    no_quantity.Watch,
    prefixes.Watch,
    order_numbers.Watch,
    codes.Watch,
    order_equation.Watch,
    rates.Watch,
    shares.Watch,
    came_back.Watch,
    before_discount.Watch,
    gross_and_net.Watch,
    lettered_codes.Watch,
    nobody.Watch,
    own_of_order.Watch,
    called_off.Watch,
    gift_cards.Watch,
    part_refunds.Watch,
    credit_notes.Watch,
    first_rows.Watch,
    order_rows.Watch,
)
#: Findings that keep money of two currencies apart.
_BY_CURRENCY = (*VALUES, "damaged_codes", "order_total_differs", "refund_twice", "refund_with_tax")
#: Findings that say more of what a person decided.
_OF_DECIDED = (*VALUES, "own_of_order")
#: Options that say what single words mean, and the fields that hold them.
_TABLES = {"status": "statuses", "kind": "kinds", "line_type": "line_types"}
#: How often files are looked at: once more after columns were found to mean something else.
_TIMES = 5
#: Findings on which others rest: what a discount and a tax are, and what one order is.
_FIRST = ("first_rows", "order_rows", "rates", "order_numbers")


class Weighing:
    """The evidence of some files of one feed, gathered from their lines as they go by."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._watches: list[Watch] = [kind(feed) for kind in _KINDS if kind.applies(feed)]
        self._wanted = {name for watch in self._watches for name in watch.wants if name in feed.columns}
        self._currencies: set[str] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing of this feed can be weighed."""
        return not self._watches

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        if self._watches:
            batch = valued(lines, self._feed, self._wanted)
            if "currency" in self._feed.columns:
                said = lines.select(named(lines).unique()).to_series()
                self._currencies |= {code(text, self._feed) for text in said}
            for watch in self._watches:
                watch.add(lines if watch.sees_all else batch)

    def found(self) -> list[Finding]:
        """What all of them say."""
        found = [one for watch in self._watches for one in watch.found(self._feed)]
        if len(self._currencies) <= 1:
            return found
        return [one if one.name in _BY_CURRENCY else mixed(one) for one in found]


def weighed(files: Sequence[Opened], feed: Feed, fixed: Collection[str] = ()) -> tuple[Feed, Findings]:
    """The feed as all values of the files say it, and what they say.

    fixed: fields and meanings of columns that a person has decided; nothing that sets one of them is asked or changed.
    What was agreed to so is kept in the feed's `agreed`, and asked of no later file.
    """
    done: dict[str, Finding] = {}
    if "invoice_no" not in feed.columns and "order" not in fixed and feed.order == "number":
        feed = replace(feed, order="line")
        says = "No column has the number of an order: each line counts as one."
        day = Reading("the lines of a day are one order", ("--order day",))
        done["no_order_number"] = Finding("no_order_number", says, 0, instead=day)
    feed, total = total_alone.as_amounts(feed)
    done |= {total.key: total} if total else {}
    agreed: set[str] = set()
    for _ in range(_TIMES):
        all_found = row_total.explained(_looked_at(files, feed), feed, partial(_lines, files))
        all_found = closing.explained(all_found, feed, partial(_lines, files))
        found = [one for one in all_found if not is_fixed(one, fixed) and one.key not in feed.agreed]
        agreed |= {one.key for one in all_found if is_fixed(one, fixed)}
        filled = [one for one in found if one.name in ("first_rows", "order_rows")]
        if first := filled or [one for one in found if one.name in _FIRST]:
            done |= {one.key: one for one in first}
            if filled:
                done.pop("no_order_number", None)
            feed = replace(feed, **_changes(first))
            continue
        done |= {one.key: one for one in found}
        changed = replace(feed, **_changes(found))
        if changed.columns == feed.columns:
            feed = changed
            break
        feed = changed
    # totals of orders told what rates of tax are of
    told = tuple(one for one in done.values() if one.name != "tax_rate" or not feed.tax_basis)
    return replace(feed, agreed=tuple(sorted({*feed.agreed, *agreed}))), told


def _looked_at(files: Sequence[Opened], feed: Feed) -> list[Finding]:
    weighing = Weighing(feed)
    if not weighing.is_idle:
        for lines in _lines(files, feed):
            weighing.add(lines)
    return weighing.found()


def _lines(files: Sequence[Opened], feed: Feed) -> Iterator[pl.DataFrame]:
    for file in files:
        shaper = Shaper(feed)
        with file.memo.looking():
            for batch in source_of(file, feed).batches(file, feed):
                yield shaper.lines(batch.frame)


def is_fixed(found: Finding, fixed: Collection[str]) -> bool:
    """Whether a person has decided what the finding is about."""
    about = {name for name in found.feed if name != "columns"}
    options = [found.proposed, found.instead]
    for reading in options:
        for typed in reading.options if reading else ():
            word, *said = shlex.split(typed)
            option = word[2:].replace("-", "_")
            about.add(said[0].split("=")[0] if option == "column" else _TABLES.get(option, option))
    return found.name not in _OF_DECIDED and any(name in fixed for name in about)


def _changes(found: Iterable[Finding]) -> Mapping[str, Any]:
    changes: dict[str, Any] = {}
    for one in found:
        if not one.is_question:
            changes |= one.feed
    return changes
