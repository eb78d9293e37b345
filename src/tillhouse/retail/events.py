"""What happened, and what it concerns: the two words that classify a ledger line.

event      sale · cancellation · return · write_off · free · adjustment
line_type  product · postage · discount · manual · fee · voucher · sample · bad_debt · test · other
"""

from __future__ import annotations

import narwhals as nw

#: What the ledger says of a line whose date lies after its delivery.
SOLD_AFTER_DELIVERY = "sold_after_delivery"
SEE_SOLD_AFTER = (
    f"See which:  tillhouse sql \"select * from ledger where issues like '%{SOLD_AFTER_DELIVERY}%'\""
)
FATES = ("loaded", "duplicate", "quarantined", "superseded")
EVENTS = ("sale", "cancellation", "return", "write_off", "free", "adjustment")
LINE_TYPES = (
    "product",
    "postage",
    "discount",
    "manual",
    "fee",
    "voucher",
    "sample",
    "bad_debt",
    "test",
    "other",
)
#: The one member of `dim_customer` that stands for all sales without a customer. It is not a customer.
ANONYMOUS = "ANONYMOUS"


def is_product_sale() -> nw.Expr:
    """Whether a ledger line counts and sells a product, over columns `fate`, `event` and `line_type`."""
    sells = (nw.col("event") == "sale") & (nw.col("line_type") == "product")
    return (nw.col("fate") == "loaded") & sells


def order() -> nw.Expr:
    """What one order is, over columns `feed` and `invoice_no`: two shops may use the same invoice number."""
    return nw.concat_str(nw.col("feed"), nw.col("invoice_no"), separator="\x1f")


def event(invoice_no: nw.Expr, quantity: nw.Expr, amount: nw.Expr) -> nw.Expr:
    """What happened. An invoice prefix decides first; a letter followed by anything but a digit is no prefix."""
    return (
        nw.when(invoice_no.str.contains("^[Cc][0-9]"))
        .then(nw.lit("cancellation"))
        .otherwise(
            nw.when(invoice_no.str.contains("^[Aa][0-9]"))
            .then(nw.lit("adjustment"))
            .otherwise(
                nw.when((quantity < 0) & (amount == 0))
                .then(nw.lit("write_off"))
                .otherwise(
                    nw.when(quantity < 0)
                    .then(nw.lit("return"))
                    .otherwise(nw.when(amount == 0).then(nw.lit("free")).otherwise(nw.lit("sale")))
                )
            )
        )
    )
