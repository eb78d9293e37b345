"""What happened, and what it concerns: the two words that classify a ledger line.

event      sale · cancellation · return · write_off · free · adjustment
line_type  product · receipt · postage · discount · tax · tip · refund · manual · fee · voucher · sample · bad_debt ·
           test · other
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import narwhals as nw

from tillhouse.retail.event_names import EVENTS as EVENTS
from tillhouse.retail.event_names import FATES as FATES
from tillhouse.retail.event_names import GOODS as GOODS
from tillhouse.retail.event_names import LINE_TYPES as LINE_TYPES

#: What the ledger says of a line whose date lies after its delivery.
SOLD_AFTER_DELIVERY = "sold_after_delivery"
SEE_SOLD_AFTER = (
    f"See which:  tillhouse sql \"select * from ledger where issues like '%{SOLD_AFTER_DELIVERY}%'\""
)
#: The one member of `dim_customer` that stands for all sales without a customer. It is not a customer.
ANONYMOUS = "ANONYMOUS"


def is_goods() -> nw.Expr:
    """Whether a line is about what is sold, over column `line_type`: a product, or a receipt that names none."""
    return nw.col("line_type").is_in(list(GOODS))


def is_goods_sale() -> nw.Expr:
    """Whether a ledger line counts and sells goods, over columns `fate`, `event` and `line_type`."""
    return (nw.col("fate") == "loaded") & (nw.col("event") == "sale") & is_goods()


def is_product_sale() -> nw.Expr:
    """Whether a ledger line counts and sells a product, over columns `fate`, `event` and `line_type`."""
    sells = (nw.col("event") == "sale") & (nw.col("line_type") == "product")
    return (nw.col("fate") == "loaded") & sells


def order() -> nw.Expr:
    """What one order is, over columns `feed` and `order_id`: two shops may use the same number."""
    return nw.concat_str(nw.col("feed"), nw.col("order_id"), separator="\x1f")


def has_order() -> nw.Expr:
    """Whether a ledger line is of an order that its file or feed tells, and not an order of its own for want of one.

    A receipt is an order, whether it has a number or not. An order that is neither a number nor the line itself is
    what the feed says that it is: the purchases of a customer's day, say.
    """
    numbered = ~nw.col("invoice_no").is_null() | (nw.col("line_type") == "receipt")
    alone = nw.when(~numbered).then(nw.col("line_id")).cast(nw.String)
    return numbered | (nw.col("order_id") != alone).fill_null(False)


def has_time() -> nw.Expr:
    """Whether a moment says a time of day, over column `sold_at`: one that is a date alone is midnight."""
    clock = nw.col("sold_at").dt
    return (clock.hour() > 0) | (clock.minute() > 0) | (clock.second() > 0)


def event(
    prefixes: Mapping[str, str], invoice_no: nw.Expr, line_type: nw.Expr, quantity: nw.Expr, amount: nw.Expr
) -> nw.Expr:
    """What happened, where no status says it. A declared prefix of the number decides first.

    prefixes: what stands before the digits of an invoice number, to its event.
    A negative quantity or amount is a return, except of discounts. Negative fees and the like adjust money.
    """
    fewer = (quantity < 0).fill_null(False)
    back = fewer | ((amount < 0) & (line_type != "discount"))
    adjusts = ~fewer & (amount < 0) & line_type.is_in(["fee", "tax", "bad_debt", "manual"])
    found = (
        nw.when(fewer & (amount == 0))
        .then(nw.lit("write_off"))
        .otherwise(
            nw.when(back)
            .then(nw.lit("return"))
            .otherwise(nw.when(amount == 0).then(nw.lit("free")).otherwise(nw.lit("sale")))
        )
    )
    found = nw.when(adjusts).then(nw.lit("adjustment")).otherwise(found)
    for prefix, word in reversed([*prefixes.items()]):
        begins = invoice_no.str.to_uppercase().str.contains(f"^{re.escape(prefix.upper())}[0-9]")
        found = nw.when(begins).then(nw.lit(word)).otherwise(found)
    return found
