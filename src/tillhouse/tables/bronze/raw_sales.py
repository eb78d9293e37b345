"""Raw sales: records as they arrived."""

from __future__ import annotations

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table


@table(
    key=("delivery", "line"),
    by="month",
    owner="intake",
    written_by="intake",
    columns={
        "feed": Column("text", "The feed it came by.", provenance=True),
        "delivery": Column("integer", "The delivery it came in.", provenance=True),
        "line": Column(
            "integer", "Line of the file on which the record begins, counted from 1.", provenance=True
        ),
        "month": Column("text", "Month of the trading day as the feed reads it, or `unknown`."),
        "invoice_no": Column("text", "As received."),
        "stock_code": Column("text", "As received."),
        "description": Column("text", "As received."),
        "quantity": Column("text", "As received."),
        "sold_at": Column("text", "As received."),
        "unit_price": Column("text", "As received."),
        "amount": Column("text", "As received, where the feed gives line totals."),
        "customer_id": Column("text", "As received.", "personal"),
        "country": Column("text", "As received."),
        "currency": Column("text", "As received."),
        "extra": Column("text", "Columns of the file that no meaning is known for, as a JSON object."),
        "raw": Column("text", "The whole line, where it could not be split or decoded.", "personal"),
        "problem": Column("text", "Why it could not be split or decoded."),
        "supersedes": Column(
            "integer",
            "For a repaired record: the line, as first delivered, that it stands for.",
            provenance=True,
        ),
        "counts_with": Column(
            "integer", "For a repaired record: the delivery it was part of.", provenance=True
        ),
        "taken_at": Column("datetime", "When it was taken in, UTC.", provenance=True),
    },
    checks=[unique("delivery", "line")],
)
def raw_sales() -> Frame:
    """One row per record as received, text exactly as it arrived.

    The only table that is appended to. A record's delivery and line are its identity.
    """
    raise AssertionError("written by intake")
