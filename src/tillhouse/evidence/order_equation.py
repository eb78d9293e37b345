"""Whether the lines of an order add up to the total that it states, and with or without its tax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.booking.amounts import with_money
from tillhouse.booking.treatment import NO_SALES, with_treatment
from tillhouse.evidence._values import money
from tillhouse.evidence.currencies import Sums, apart, code, named, told, whole
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import REVERSED, Feed
from tillhouse.shaping.orders import order_key

#: How far the sum of an order's lines may be from its total: roundings of several lines.
NEAR = 0.02
#: The share of orders that decides whether totals contain tax, and the one below which totals contradict.
_HOLDS = 0.9
#: Orders that have to contradict before a person is asked, and the share of their money by which they do.
_FEW, _FAR = 5, 0.01
_PRICED = {"unit_price", "amount", "gross_amount", "amount_with_tax"}
c = pl.col


@dataclass
class _Counts:
    """What orders that state a total show. apart: by how much those that do not add up differ.

    netted, paid_back, left: of those that paid money back, how many there are, that money, what their lines come to.
    stated, sold: what all totals come to, and all lines. whole, tax_back: orders that paid all back though their tax
    stands on lines, and that tax.
    """

    orders: float = 0
    on_top: float = 0
    within: float = 0
    both: float = 0
    taxed: float = 0
    apart: float = 0
    stated: float = 0
    sold: float = 0
    netted: float = 0
    paid_back: float = 0
    left: float = 0
    whole: float = 0
    tax_back: float = 0


class Watch:
    """Adds up orders two ways: with tax on top of the lines, and with tax within them."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._counts = _Counts()
        self._each: dict[str, _Counts] = {}
        self._rest: pl.DataFrame | None = None

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether orders state their total beside money of their lines."""
        return "order_total" in feed.columns and bool(_PRICED & feed.columns.keys())

    def add(self, shaped: pl.DataFrame) -> None:
        """Add up the orders of a batch of shaped lines; the last one may go on in the next."""
        lines = keyed(shaped, self._feed)
        lines = pl.concat([self._rest, lines]) if self._rest is not None else lines
        last = c("key") == lines["key"].tail(1).implode().list.first()
        self._rest = lines.filter(last)
        self._add_up(lines.filter(~last))

    def _add_up(self, lines: pl.DataFrame) -> None:
        # a rate of tax is looked at as one on top, until totals say what it is
        feed = replace(self._feed, tax_basis=self._feed.tax_basis or "excluded")
        frame = nw.from_native(lines.with_columns(taken_at=None).lazy())
        priced = with_money(with_treatment(frame, feed), feed)
        stated = reading.with_numbers(priced, {"stated": "order_total"}, feed)
        for currency, priced_lines in _by_currency(nw.to_native(stated).collect()):
            counted = _counted(priced_lines)
            one = self._each.setdefault(code(currency, self._feed), _Counts())
            for counts in (one, self._counts):
                for field in fields(_Counts):
                    setattr(counts, field.name, getattr(counts, field.name) + counted[field.name])

    def _sums(self, name: str) -> Sums:
        """Counted money by currency."""
        return {currency: money(getattr(one, name)) for currency, one in self._each.items()}

    def _differs(self, wrong: int, counts: _Counts, header: str) -> Finding:
        """Orders that do not add up; where they are nearly all, a person says that the lines count."""
        by, sold, stated = (self._sums(name) for name in ("apart", "sold", "stated"))
        says = f"{wrong:,} of {counts.orders:,.0f} orders do not add up to {header}, by {told(by)}."
        lines = Reading("the lines say what was sold", ("--without order_total",))
        if not _is_contradicted(wrong, counts):
            return Finding("order_total_differs", says, wrong, whole(by), lines, currencies=apart(by))
        lines = replace(lines, amount=whole(sold), currencies=apart(sold))
        more = f"{header} has money that no column explains"
        total = Reading(more, (), whole(stated), apart(stated))
        return Finding(
            "order_total_differs",
            says,
            wrong,
            whole(by),
            lines,
            total,
            is_question=True,
            currencies=apart(by),
        )

    def adding_up(self) -> tuple[int, int]:
        """How many orders add up by the basis that most of them show, of how many."""
        counts = self._whole()
        return int(max(counts.on_top, counts.within)), int(counts.orders)

    def _whole(self) -> _Counts:
        if self._rest is not None:
            self._add_up(self._rest)
            self._rest = None
        return self._counts

    def found(self, feed: Feed) -> Iterator[Finding]:
        """Which basis the totals show, and how many orders do not add up."""
        counts = self._whole()
        if not counts.orders:
            return
        header = feed.columns["order_total"]
        if counts.taxed and not feed.tax_basis:
            basis = "excluded" if counts.on_top >= counts.within else "included"
            share = max(counts.on_top, counts.within) / counts.orders
            if share >= _HOLDS and counts.on_top != counts.within:
                where = "on top of" if basis == "excluded" else "within"
                says = f"Tax is {where} the money of lines: so {header} adds up in {share:.0%} of the orders."
                yield Finding("tax_basis", says, int(counts.orders), feed={"tax_basis": basis})
        wrong = int(counts.orders - counts.on_top - counts.within + counts.both)
        if wrong:
            yield self._differs(wrong, counts, header)
        if counts.netted:
            yield _netted(counts, feed, self._sums("paid_back"), self._sums("left"))
        if counts.whole and "order_tax" not in feed.columns:
            yield _with_tax(counts, feed, self._sums("tax_back"))


def _is_contradicted(wrong: int, counts: _Counts) -> bool:
    """Whether nearly no order adds up, by more than roundings: totals hold money that no column explains."""
    far = counts.apart > _FAR * abs(counts.stated)
    return counts.stated != 0 and wrong >= max(_FEW, _HOLDS * counts.orders) and far


def _netted(counts: _Counts, feed: Feed, back: Sums, left: Sums) -> Finding:
    """Orders whose lines may be what is left after money was paid back: it would be taken off twice."""
    header = feed.columns["refund"]
    less = {currency: left[currency] - back[currency] for currency in left}
    says = (
        f"{header} says that {told(back)} was paid back, of orders whose lines do not add up to "
        f"{feed.columns['order_total']} ({counts.netted:,.0f}): they may be what is left of the order."
    )
    typed = (option("column", f"refund={header}"),)
    once = Reading(f"{header} is still to be taken off", typed, whole(less), apart(less))
    none = Reading("the lines are what is left", ("--without refund",), whole(left), apart(left))
    orders, each = int(counts.netted), apart(back)
    return Finding("refund_twice", says, orders, whole(back), once, none, is_question=True, currencies=each)


def _with_tax(counts: _Counts, feed: Feed, back: Sums) -> Finding:
    """Whole orders that were paid back, with a tax that only their lines say."""
    where = "is in the tax that was charged" if feed.tax_basis == "included" else "is taken off net sales"
    says = (
        f"{feed.columns['refund']} pays {counts.whole:,.0f} orders back with their tax, {told(back)}, which "
        f"{where}: lines alone say it."
    )
    return Finding("refund_with_tax", says, int(counts.whole), whole(back), currencies=apart(back))


def _by_currency(lines: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The lines of the orders in each currency; an order is in that of its first line."""
    said = lines.select(named(lines).alias("in"))["in"]
    if said.n_unique() <= 1:
        yield (said[0] if len(said) else ""), lines
        return
    placed = lines.with_columns(_in=said).with_columns(c("_in").first().over("key"))
    for (currency,), own in placed.group_by("_in", maintain_order=True):
        yield str(currency), own


def keyed(shaped: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """The lines with what makes them one order, as ``key``."""
    if feed.order == "line" or "invoice_no" not in feed.columns:
        return shaped.with_columns(key=c("line").cast(pl.String))
    return shaped.with_columns(key=order_key(feed))


def _counted(priced: pl.DataFrame) -> dict[str, float]:
    """`_Counts` of whole orders."""
    sold = ~c("treatment").is_in(list(NO_SALES)) & (c("part") > REVERSED)
    amount, tax = c("amount").cast(pl.Float64), c("tax").cast(pl.Float64)
    is_refund = c("role").fill_null("") == "refund"
    orders = (
        priced.filter(sold)
        .group_by("key")
        .agg(
            stated=c("stated").filter(~is_refund).drop_nulls().first().cast(pl.Float64),
            lines=amount.filter(~is_refund).sum(),
            tax=tax.filter(~is_refund).sum(),
            back=-(amount.filter(is_refund).sum()),
        )
        .filter(c("stated").is_not_null())
    )
    # A total can be what is left after money was paid back.
    paid_back = pl.when(c("back") > 0).then(c("back")).otherwise(0.0)
    apart_by = {"within": c("lines") - c("stated"), "on_top": c("lines") + c("tax") - c("stated")}
    within, on_top = ((one.abs() <= NEAR) | ((one - paid_back).abs() <= NEAR) for one in apart_by.values())
    neither = ~on_top & ~within
    netted = neither & (c("back") > 0)
    whole = (c("back") > 0) & (c("tax") != 0) & ((c("back") - c("stated")).abs() <= NEAR)
    apart = (c("stated") - c("lines") - c("tax")).abs()
    return orders.select(
        orders=pl.len(),
        on_top=on_top.sum(),
        within=within.sum(),
        both=(on_top & within).sum(),
        taxed=(c("tax") != 0).sum(),
        apart=apart.filter(neither).sum(),
        stated=c("stated").sum(),
        sold=c("lines").sum(),
        netted=netted.sum(),
        paid_back=c("back").filter(netted).sum(),
        left=c("lines").filter(netted).sum(),
        whole=whole.sum(),
        tax_back=c("tax").filter(whole).sum(),
    ).row(0, named=True)
