"""Sizes of baskets: what analytics of baskets count, and what they leave out."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, missing
from tillhouse.retail import events
from tillhouse.table import Column, table

c = nw.col
_ONE = nw.lit(1, nw.Int64)
#: The most distinct products of a basket of each class but the last.
_UP_TO = (1, 2, 5, 10, 20, 50, 100)


@table(
    key=("from_products", "currency"),
    money="amount",
    owner="products",
    scope="product_sales",
    columns={
        "from_products": Column("integer", "Distinct products of the smallest baskets of this class."),
        "to_products": Column("integer", "Of the largest; null where there is no limit."),
        "currency": Column("text", "ISO 4217."),
        "counted": Column(
            "boolean", "Whether `product_baskets` and `product_recommendations` are about these baskets."
        ),
        "baskets": Column(
            "integer", "Invoices that sold from `from_products` to `to_products` distinct products."
        ),
        "products": Column("integer", "Distinct products, summed over the baskets."),
        "pairs": Column("integer", "Pairs of distinct products, summed over the baskets."),
        "lines_sold": Column("integer", "Lines of products sold."),
        "amount": Column("total", "Money of these lines."),
    },
    checks=[unique("from_products", "currency", on_fail="stop")],
)
def basket_sizes(ledger: Frame) -> Frame:
    """One row per class of basket size and currency: baskets, lines and money, with the baskets that are too large.

    A basket is an invoice of a feed, in one currency, with the products it sold. Anonymous sales are in, returns and
    postage are not. A basket of more than 100 distinct products is a wholesale order. It says little about what goes
    together, and few such baskets hold most pairs. `counted` says which baskets the other tables use.
    """
    lines = ledger.filter(events.is_product_sale() & events.has_order()).select(
        "feed", "order_id", "currency", "stock_code", amount=c("amount").cast(nw.Decimal(38, 6)), one=_ONE
    )
    order = ("feed", "order_id", "currency")
    held = lines.group_by(*order, "stock_code").agg(c("one").sum().alias("lines_sold"), c("amount").sum())
    baskets = (
        held.with_columns(one=_ONE)
        .group_by(*order)
        .agg(c("one").sum().alias("products"), c("lines_sold").sum(), c("amount").sum())
    )
    classed = baskets.with_columns(one=_ONE, from_products=_from(), pairs=_pairs())
    sums = classed.group_by("from_products", "currency").agg(
        c("one").sum().alias("baskets"),
        *(c(name).sum() for name in ("products", "pairs", "lines_sold", "amount")),
    )
    return sums.with_columns(to_products=_to(), counted=c("from_products") <= _UP_TO[-1])


def _from() -> nw.Expr:
    """The smallest size of the class of a basket."""
    found = nw.lit(_UP_TO[-1] + 1, nw.Int64)
    for low, high in reversed(list(zip((0, *_UP_TO), _UP_TO, strict=False))):
        found = nw.when(c("products") <= high).then(nw.lit(low + 1, nw.Int64)).otherwise(found)
    return found


def _to() -> nw.Expr:
    found = missing(c("from_products"))
    for low, high in zip((0, *_UP_TO), _UP_TO, strict=False):
        found = nw.when(c("from_products") == low + 1).then(nw.lit(high, nw.Int64)).otherwise(found)
    return found


def _pairs() -> nw.Expr:
    return (c("products") * (c("products") - 1) / 2).cast(nw.Int64)
