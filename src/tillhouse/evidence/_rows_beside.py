"""Whether rows of a value stand beside rows of what they take back: the same order and product for no less money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from tillhouse.evidence._values import PENNY
from tillhouse.settings.feed import Feed, OrderIs
from tillhouse.shaping.orders import order_key

#: Orders that are kept to be compared; of larger files those behind them stand alone.
_MOST = 2_000_000
#: What an order is without its day: what comes back comes days later.
_WITHOUT_DAY: Mapping[OrderIs, OrderIs] = MappingProxyType(
    {"number_and_day": "number", "number_and_store_and_day": "number_and_store"}
)
#: From this share of numbers on that stand for several orders, numbers begin again.
_AGAIN = 0.1
c = pl.col


class Rows:
    """Adds up money by order, product and value; what one order is, the feed says."""

    def __init__(self, feed: Feed) -> None:
        self._order = order_key(feed)
        self._number = order_key(replace(feed, order=_WITHOUT_DAY.get(feed.order, feed.order)))
        self._parts: list[pl.DataFrame] = []
        self._kept = 0

    def add(self, lines: pl.DataFrame, value: pl.Expr, amount: pl.Expr) -> None:
        """The rows of a batch that are of an order."""
        if "invoice_no" not in lines.columns or self._kept > _MOST:
            return
        code = [c("stock_code")] if "stock_code" in lines.columns else []
        known = lines.lazy().filter(c("invoice_no").is_not_null())
        number, order = self._number.hash(seed=7).alias("number"), self._order.hash(seed=7).alias("order")
        thing = pl.struct(code).hash(seed=7).alias("thing") if code else pl.lit(0, pl.UInt64).alias("thing")
        sums = known.group_by(number, order, thing, value.alias("value")).agg(
            pl.len().alias("lines"), amount.sum().alias("amount")
        )
        self._parts.append(sums.collect())
        self._kept += len(self._parts[-1])

    def matched(self, value: str, sold: Collection[str]) -> int:
        """How many rows of a value take back what rows of the sold values, or of none, have sold."""
        if not self._parts:
            return 0
        rows = pl.concat(self._parts)
        sales = rows.filter(c("value").is_null() | c("value").is_in([*sold]))
        key = ["order" if _begin_again(sales) else "number", "thing"]
        whole = sales.group_by(key).agg(sold=c("amount").sum())
        own = rows.filter(c("value") == value).group_by(key).agg(c("lines").sum(), c("amount").sum().abs())
        both = own.join(whole, on=key).filter(c("amount") <= c("sold") + PENNY)
        return int(both["lines"].sum())


def _begin_again(sales: pl.DataFrame) -> bool:
    """Whether numbers of sales begin again, so that one of them stands for several orders; returns come days later."""
    orders = sales.group_by("number").agg(c("order").n_unique())["order"]
    return int((orders > 1).sum()) > _AGAIN * len(orders)
