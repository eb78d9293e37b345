"""What files that belong together leave over: lines without their order, orders without lines, payments; with money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl

from tillhouse.evidence.currencies import Sums, apart, code, told, whole
from tillhouse.evidence.finding import Finding
from tillhouse.received import columns_of, money, reader
from tillhouse.retail.counts import either, number_of
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import is_back
from tillhouse.shaping import Shaper
from tillhouse.sources import Opened, source_of

_MILLION = 10**6
_SHOWN = 5


class _Sums:
    """Lines of one kind with their money; of what they are about, the first."""

    def __init__(self) -> None:
        self.lines = 0
        self.amounts: Sums = {}
        self.about: list[str] = []

    def add(self, about: str, millionths: int | None, currency: str) -> None:
        self.lines += 1
        self.amounts = merged(self.amounts, {currency: Decimal(millionths or 0) / _MILLION})
        if len(self.about) < _SHOWN and about not in self.about:
            self.about.append(about)

    @property
    def named(self) -> str:
        return ", ".join(self.about) + (", …" if len(self.about) == _SHOWN else "")


def found(files: Sequence[Opened], feed: Feed) -> tuple[Finding, ...]:
    """A finding for each kind that there is."""
    lost, alone, paid, back = _Sums(), _Sums(), _Sums(), _Sums()
    returned = tuple(f"{part}: " for part in feed.joins)
    owed: dict[tuple[str, str], int] = {}
    for row, amount in _rows(files, feed):
        currency = code(row["currency"], feed)
        key, problem = (row["invoice_no"] or "").strip(), row["problem"] or ""
        if row["kind"] in feed.payments:
            paid.add(key, amount, currency)
            owed[key, currency] = owed.get((key, currency), 0) - (amount or 0)
        elif f"{feed.records_in} has no line of" in problem:
            if not row["part"]:
                alone.add(key, _total(row, feed), currency)
        elif problem.startswith(returned):
            back.add(key, amount, currency)
        elif " has no " in problem:
            lost.add(key, amount, currency)
        elif feed.payments:
            owed[key, currency] = owed.get((key, currency), 0) + (amount or 0)
    return (*_findings(feed, lost, alone, paid, owed), *_without_order(feed, back))


def _rows(files: Sequence[Opened], feed: Feed) -> Iterator[tuple[dict[str, str], int | None]]:
    """Lines that matter, with their money: all where there are payments, else those with a problem."""
    number, wanted = reader(feed), columns_of(feed)
    for file in files:
        shaper = Shaper(feed)
        for batch in source_of(file, feed).batches(file, feed):
            lines = shaper.lines(batch.frame)
            kept = lines if feed.payments else lines.filter(pl.col("problem").is_not_null())
            for row in kept.iter_rows(named=True):
                text = {name: "" if row.get(name) is None else str(row[name]) for name in wanted}
                tax = number(row["tax"] or "") if row["role"] == "tax" and feed.tax_basis != "included" else 0
                amount = money(text, feed, number)
                yield row, None if amount is None else amount + (tax or 0)


def _total(row: dict[str, str], feed: Feed) -> int | None:
    return reader(feed)(row["order_total"] or "") if "order_total" in feed.columns else None


def _without_order(feed: Feed, back: _Sums) -> Iterator[Finding]:
    """What came back of orders that are not there."""
    if back.lines:
        files = " and ".join(part for part in feed.joins if is_back(part))
        says = (
            f"{number_of(back.lines, 'row')} of {files} ({told(back.amounts)}) "
            f"{either(back.lines, 'has', 'have')} no order, for quarantine: {back.named}."
        )
        yield Finding(
            "back_without_order", says, back.lines, whole(back.amounts), currencies=apart(back.amounts)
        )


def _findings(
    feed: Feed, lost: _Sums, alone: _Sums, paid: _Sums, owed: Mapping[tuple[str, str], int]
) -> Iterator[Finding]:
    orders = next(iter(feed.joins))
    if lost.lines:
        says = (
            f"{number_of(lost.lines, 'line')} of {feed.records_in} ({told(lost.amounts)}) "
            f"{either(lost.lines, 'has', 'have')} no order in {orders}, for quarantine: {lost.named}."
        )
        yield Finding(
            "lines_without_order", says, lost.lines, whole(lost.amounts), currencies=apart(lost.amounts)
        )
    if alone.lines:
        says = (
            f"{number_of(alone.lines, 'row')} of {orders} (total {told(alone.amounts)}) "
            f"{either(alone.lines, 'has', 'have')} no line in {feed.records_in}, for quarantine: {alone.named}."
        )
        yield Finding(
            "orders_without_lines", says, alone.lines, whole(alone.amounts), currencies=apart(alone.amounts)
        )
    if paid.lines:
        files = ", ".join(feed.payments)
        says = f"{number_of(paid.lines, 'payment')} of {files}, {told(paid.amounts)}, are no sales."
        yield Finding("payments", says, paid.lines, whole(paid.amounts), currencies=apart(paid.amounts))
        other = {key: money for key, money in owed.items() if abs(money) >= _MILLION // 100}
        if other:
            apart_in = [*dict.fromkeys(key for key, _ in other)]
            keys = ", ".join(apart_in[:_SHOWN]) + (", …" if len(apart_in) > _SHOWN else "")
            less = merged(*({currency: Decimal(one) / _MILLION} for (_, currency), one in other.items()))
            says = f"Orders less payments are {told(less)} in {number_of(len(apart_in), 'order')}: {keys}."
            yield Finding("payments_differ", says, len(apart_in), whole(less), currencies=apart(less))
