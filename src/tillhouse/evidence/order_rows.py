"""Rows of orders among rows of goods: they have the number of the order and no goods, and their sum if any money."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.evidence._values import PENNY, is_goods, valued
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import REVERSED, Feed
from tillhouse.shaping.shaper import names_no_goods

_NAMED = ("stock_code", "description")
#: Money of an order that its sum can have besides that of its goods, and with what sign.
_CHARGES = {"postage": 1, "tax": 1, "tip": 1, "discount": -1}
_NUMBERS = ("amount", "quantity", "tax")
c = pl.col


class Watch:
    """Keeps rows without goods, and the goods of their orders."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._numbers: set[str] = set()
        self._kept: list[pl.DataFrame] = []
        self._charges: list[pl.DataFrame] = []
        self.kinds: tuple[set[str], set[str]] = (set(), set())

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether goods have names and orders have numbers, and each row is one of goods so far."""
        there = feed.columns.keys()
        alone = not (feed.order_rows or feed.lines or feed.records_in)
        return alone and "invoice_no" in there and any(name in there for name in _NAMED)

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        bare = names_no_goods(self._feed)
        rows = lines.filter(is_goods() & (c("invoice_no").fill_null("") != ""))
        self._numbers |= {*rows.filter(bare)["invoice_no"]}
        if not self._numbers:
            return
        for of_order, said in zip((True, False), self.kinds, strict=True):
            found = rows.filter(bare if of_order else ~bare)["kind"]
            said |= {*found.str.strip_chars().str.to_lowercase().fill_null("").unique()}
        mine = rows.filter(c("invoice_no").is_in([*self._numbers]))
        self._kept.append(mine.select("invoice_no", bare=bare).hstack(valued(mine, self._feed, _NUMBERS)))
        part = (c("part") < 0) & (c("part") > REVERSED) & c("invoice_no").is_in([*self._numbers])
        charges = lines.filter(part).select("invoice_no", "role", money=pl.coalesce("amount", "tax"))
        read = reading.with_numbers(nw.from_native(charges.lazy()), {"money": "money"}, self._feed)
        self._charges.append(nw.to_native(read).collect().with_columns(c("money").cast(pl.Float64)))

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That rows without goods are those of orders, and that what tells them apart is no type of a sale."""
        if not self._kept:
            return
        rows = pl.concat(self._kept)
        orders, goods = rows.filter("bare"), rows.filter(~c("bare"))
        if goods.is_empty() or orders["invoice_no"].is_duplicated().any():
            return
        sums = goods.group_by("invoice_no").agg(c(n).sum() for n in _NUMBERS if n in rows.columns)
        met = orders.join(sums.with_columns(met=True), on="invoice_no", how="left", suffix="_goods")
        if not _are_of_orders(met.join(_by_role(self._charges), on="invoice_no", how="left")):
            return
        says = (
            f"{len(orders):,} rows have the number of an order and no goods: they are of the order. "
            "Their fields and charges count once, and they are no lines of goods."
        )
        yield Finding("order_rows", says, len(orders), feed={"order_rows": True, **self._changes(feed)})

    def _changes(self, feed: Feed) -> dict[str, object]:
        of_orders, of_goods = self.kinds
        if "kind" not in feed.columns or of_orders & of_goods or len(of_goods) > 1:
            return {}
        # This column only says whose row it is.
        return {"columns": {name: header for name, header in feed.columns.items() if name != "kind"}}


def _are_of_orders(met: pl.DataFrame) -> bool:
    """Whether rows of orders say no more money and units than their goods and charges do."""
    some = {
        name: met[name].fill_null(0).abs() > PENNY for name in ("amount", "quantity") if name in met.columns
    }
    alone = met["met"].is_null()
    if any((said & alone).any() for said in some.values()) or alone.all():
        return False
    if "quantity" in some:
        off = met.select((c("quantity") - c("quantity_goods")).abs() > PENNY).to_series()
        if (off & some["quantity"]).any():
            return False
    return "amount" not in some or not some["amount"].any() or _adds_up(met.filter(some["amount"]))


def _by_role(charges: list[pl.DataFrame]) -> pl.DataFrame:
    """What each order is charged besides its goods, a column for each kind."""
    rows = pl.concat(charges)
    sums = [
        pl.when(c("role") == role).then(c("money").abs() * sign).otherwise(0).sum().alias(f"of_{role}")
        for role, sign in _CHARGES.items()
    ]
    return rows.group_by("invoice_no").agg(sums)


def _adds_up(met: pl.DataFrame) -> bool:
    """Whether the sum of each order is that of its goods, with the same charges in all of them."""
    left = met["amount"] - met["amount_goods"]
    charges = [
        met[name].fill_null(0)
        for name in ("tax_goods", *(f"of_{role}" for role in _CHARGES))
        if name in met.columns
    ]
    for mask in range(1 << len(charges)):
        rest = left
        for place, money in enumerate(charges):
            rest = rest - money if mask >> place & 1 else rest
        if (rest.abs() < 2 * PENNY).all():
            return True
    return False
