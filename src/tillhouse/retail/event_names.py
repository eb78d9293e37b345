"""The names of fates, events and line types, for settings, which import nothing that computes."""

from __future__ import annotations

FATES = ("loaded", "duplicate", "quarantined", "superseded", "not_sales")
EVENTS = ("sale", "cancellation", "return", "write_off", "free", "adjustment")
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
