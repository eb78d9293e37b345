"""The names of fates, events and line types, for settings, which import nothing that computes."""

from __future__ import annotations

FATES = ("loaded", "duplicate", "quarantined", "superseded", "not_sales")
EVENTS = ("sale", "cancellation", "return", "write_off", "free", "adjustment")
#: Line types of what is sold; a receipt names no product.
GOODS = ("product", "receipt")
LINE_TYPES = (
    "product",
    "receipt",
    "postage",
    "discount",
    "tax",
    "tip",
    "refund",
    "manual",
    "fee",
    "voucher",
    "sample",
    "bad_debt",
    "test",
    "other",
)
