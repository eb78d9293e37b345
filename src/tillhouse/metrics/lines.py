"""Ledger lines, and the tables they are folded to, in the one form that metrics read.

A row of a folded table stands for as many lines as it says. What it cannot say of them is missing: no metric that
needs it may be read from that table. Baskets, which are not measured but mined, are folded here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw

from tillhouse.frame import Frame, narrowed
from tillhouse.retail import events

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_RECEIPT = ("feed", "order_id", "sold_at", "customer_id", "currency")


def of_ledger(ledger: Frame, own: Iterable[str] = ()) -> Frame:
    """Every line of the ledger, of whatever fate. own: measures that are columns of the shop's own."""
    summed = c("quantity", "amount", "gross_amount", "tax", *own).cast(nw.Decimal(38, 6))
    return ledger.with_columns(
        summed, known=~c("customer_id").is_null(), lines=_ONE, discounted=_discounted()
    )


def _discounted() -> nw.Expr:
    """What was taken off: lines that are discounts, and the discount within others."""
    whole = c("amount").cast(nw.Decimal(38, 6))
    return nw.when(c("line_type") == "discount").then(whole).otherwise(-c("discount").cast(nw.Decimal(38, 6)))


def of_bridge(sales_bridge: Frame) -> Frame:
    """Loaded lines by day, country, currency, event and line type: all their sums, nothing of invoices or customers."""
    return sales_bridge.with_columns(fate=nw.lit("loaded"), discounted=_discounted())


def of_receipts(receipts: Frame) -> Frame:
    """Loaded lines by receipt: their money, and of their events whether a sale is among them, as event `sale`."""
    sold = nw.when(c("sale_lines") > 0).then(nw.lit("sale"))
    return receipts.with_columns(fate=nw.lit("loaded"), event=sold, known=~c("customer_id").is_null())


def with_products(receipts: Frame, ledger: Frame) -> Frame:
    """Loaded lines by receipt, with line type `product` where a product was sold to an identified customer.

    That is so where the money of products sold is not 0. Of the few receipts where it is 0 the ledger is asked, for
    prices below 0 can cancel those above.
    """
    lines = of_receipts(receipts).with_columns(place=c("country").fill_null(""))
    unsure = lines.filter((c("event") == "sale") & c("known") & (c("sold") == 0))
    products = narrowed(ledger, "order_id", unsure).filter(events.is_goods_sale())
    found = products.select(*_RECEIPT, place=c("country").fill_null("")).unique().with_columns(among=_ONE)
    marked = lines.join(found, on=[*_RECEIPT, "place"], how="left")
    is_product = (c("event") == "sale") & ((c("sold") != 0) | ~c("among").is_null())
    return marked.with_columns(line_type=nw.when(is_product).then(nw.lit("product")))


def dated(ledger: Frame) -> Frame:
    """Loaded lines by currency, trading day and whether the day is ``late``: after their delivery, so a mistake."""
    loaded = ledger.filter(c("fate") == "loaded").select(
        "currency",
        "business_date",
        amount=c("amount").cast(nw.Decimal(38, 6)),
        late=c("issues").fill_null("").str.contains(events.SOLD_AFTER_DELIVERY, literal=True),
        one=_ONE,
    )
    found = loaded.group_by("currency", "business_date", "late").agg(
        c("one").sum().alias("lines"), c("amount").sum()
    )
    return found.with_columns(c("lines").cast(nw.Int64))


def window(days: nw.DataFrame[Any]) -> tuple[date | None, date | None]:
    """The first and the last day of the data, from the rows of `dated`.

    They end with the last day that is not late; where all are, it is the clock that is wrong, and all count.
    """
    day, late = c("business_date"), c("late")
    in_time = days.filter(~late & ~day.is_null())
    ends = in_time if len(in_time) else days
    first, last = days.select(day.min()).item(), ends.select(day.max()).item()
    return first, last


def basket_items(ledger: Frame) -> Frame:
    """One row per ``basket``, an invoice of a feed in one currency, and ``item``, a product it sold.

    Lines that are an order each for want of a number are in no basket.
    """
    basket = nw.concat_str(events.order(), c("currency"), separator="\x1f")
    sold = ledger.filter(events.is_product_sale() & events.has_order()).select(
        basket=basket, item=c("stock_code")
    )
    return sold.group_by("basket", "item").agg(c("item").count().alias("lines"))
