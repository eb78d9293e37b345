"""What files that belong together leave over: lines without their order, orders without lines, payments; with money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.booking.amounts import with_money
from tillhouse.booking.treatment import with_treatment
from tillhouse.evidence.currencies import Sums, apart, code, named, told, whole
from tillhouse.evidence.finding import Finding
from tillhouse.retail.counts import either, number_of
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import is_back
from tillhouse.shaping import Shaper
from tillhouse.sources import Opened, source_of

_SHOWN = 5
_PENNY = Decimal("0.01")
_TOTAL = pl.Decimal(38, 6)
c = pl.col


class _Sums:
    """Lines of one kind with their money; of what they are about, the first."""

    def __init__(self) -> None:
        self.lines = 0
        self.amounts: Sums = {}
        self.about: list[str] = []

    def add(self, lines: pl.DataFrame) -> None:
        """Lines of a batch."""
        self.lines += len(lines)
        sums = lines.group_by("currency").agg(c("amount").sum())
        self.amounts = merged(self.amounts, {said: Decimal(amount or 0) for said, amount in sums.iter_rows()})
        met = lines["key"].unique(maintain_order=True).head(2 * _SHOWN)
        self.about = [*dict.fromkeys((*self.about, *met))][:_SHOWN]

    @property
    def named(self) -> str:
        return ", ".join(self.about) + (", …" if len(self.about) == _SHOWN else "")


def found(files: Sequence[Opened], feed: Feed) -> tuple[Finding, ...]:
    """A finding for each kind that there is."""
    kinds = {kind: _Sums() for kind in ("lost", "alone", "paid", "back")}
    owed: list[pl.DataFrame] = []
    for lines in _lines(files, feed):
        for kind, sums in kinds.items():
            sums.add(lines.filter(c("sort") == kind))
        if feed.payments:
            signed = pl.when(c("sort") == "paid").then(-c("amount")).otherwise(c("amount"))
            of_orders = lines.filter(c("sort").is_in(["paid", "owed"]))
            owed.append(_by_order(of_orders.with_columns(amount=signed)))
    differ = _by_order(pl.concat(owed)) if owed else None
    left = _findings(feed, kinds["lost"], kinds["alone"], kinds["paid"], differ)
    return (*left, *_without_order(feed, kinds["back"]))


def _by_order(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.group_by("key", "currency", maintain_order=True).agg(c("amount").sum())


def _lines(files: Sequence[Opened], feed: Feed) -> Iterator[pl.DataFrame]:
    """Lines that matter, with their kind and money: all where there are payments, else those with a problem."""
    for file in files:
        shaper = Shaper(feed)
        for batch in source_of(file, feed).batches(file, feed):
            lines = shaper.lines(batch.frame)
            kept = lines if feed.payments else lines.filter(c("problem").is_not_null())
            if len(kept):
                yield _told(kept, feed)


def _told(lines: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """Of each line its order as ``key``, its code of a currency, its kind as ``sort``, and its money.

    The money of a tax on top is the tax; of an order without lines it is its total.
    """
    frame = nw.from_native(lines.with_columns(taken_at=None).lazy())
    priced = with_money(with_treatment(frame, feed), feed)
    read: pl.DataFrame = nw.to_native(reading.with_numbers(priced, {"whole": "order_total"}, feed)).collect()
    texts = read.select(
        currency=named(read), sort=_sort(feed), key=c("invoice_no").fill_null("").str.strip_chars()
    )
    codes = {text: code(text, feed) for text in texts["currency"].unique()}
    money = c("amount").fill_null(0)
    if feed.tax_basis != "included" and feed.has_parts:
        money = pl.when(c("role") == "tax").then(c("tax")).otherwise(money).fill_null(0)
    total = c("whole") if "order_total" in feed.columns else pl.lit(0)
    amounts = read.select(
        amount=pl.when(pl.lit(texts["sort"]) == "alone").then(total).otherwise(money).cast(_TOTAL)
    )
    return texts.with_columns(amounts["amount"], c("currency").replace_strict(codes, return_dtype=pl.String))


def _sort(feed: Feed) -> pl.Expr:
    """What a line is: a payment, an order without lines, what came back of no order, lost, or owed."""
    problem = c("problem").fill_null("")
    back = pl.any_horizontal(
        pl.lit(value=False), *(problem.str.starts_with(f"{part}: ") for part in feed.joins)
    )
    alone = problem.str.contains(f"{feed.records_in} has no line of", literal=True)
    return (
        pl.when(c("kind").is_in([*feed.payments]).fill_null(value=False))
        .then(pl.lit("paid"))
        .when(alone)
        .then(pl.when(c("part") == 0).then(pl.lit("alone")))
        .when(back)
        .then(pl.lit("back"))
        .when(problem.str.contains(" has no ", literal=True))
        .then(pl.lit("lost"))
        .otherwise(pl.lit("owed"))
    )


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
    feed: Feed, lost: _Sums, alone: _Sums, paid: _Sums, owed: pl.DataFrame | None
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
        other = owed.filter(c("amount").abs() >= _PENNY) if owed is not None else pl.DataFrame()
        if len(other):
            apart_in = other["key"].unique(maintain_order=True)
            keys = ", ".join(apart_in.head(_SHOWN)) + (", …" if len(apart_in) > _SHOWN else "")
            sums = other.group_by("currency").agg(c("amount").sum())
            less = {said: Decimal(amount) for said, amount in sums.sort("currency").iter_rows()}
            says = f"Orders less payments are {told(less)} in {number_of(len(apart_in), 'order')}: {keys}."
            yield Finding("payments_differ", says, len(apart_in), whole(less), currencies=apart(less))
