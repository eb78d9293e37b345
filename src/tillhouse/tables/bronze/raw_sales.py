"""Raw sales: records as they arrived."""

from __future__ import annotations

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table


@table(
    key=("delivery", "line", "part"),
    by="month",
    owner="intake",
    written_by="intake",
    columns={
        "feed": Column("text", "The feed it came by.", provenance=True),
        "delivery": Column("integer", "The delivery it came in.", provenance=True),
        "line": Column(
            "integer", "Line of the file on which the record begins, counted from 1.", provenance=True
        ),
        "part": Column(
            "integer", "Which line of the record; below 0: money of the order it belongs to.", provenance=True
        ),
        "role": Column("text", "What a line stands for besides goods: postage, tax, refund, reversal, …"),
        "month": Column("text", "Month of the trading day as the feed reads it, or `unknown`."),
        "invoice_no": Column("text", "As received."),
        "stock_code": Column("text", "As received."),
        "description": Column("text", "As received."),
        "category": Column("text", "As received."),
        "quantity": Column("text", "As received."),
        "unit": Column("text", "As received."),
        "sold_at": Column("text", "As received."),
        "sold_time": Column("text", "As received, where the time of day has a column of its own."),
        "unit_price": Column("text", "As received."),
        "gross_amount": Column("text", "As received."),
        "discount": Column("text", "As received."),
        "tax": Column("text", "As received."),
        "amount": Column("text", "As received, where the feed gives line totals."),
        "amount_with_tax": Column("text", "As received."),
        "customer_id": Column("text", "As received.", "personal"),
        "country": Column("text", "As received."),
        "currency": Column("text", "As received."),
        "store": Column("text", "As received."),
        "channel": Column("text", "As received."),
        "status": Column("text", "As received."),
        "kind": Column("text", "As received."),
        "order_total": Column("text", "As received, on the first row of an order."),
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
    checks=[unique("delivery", "line", "part")],
)
def raw_sales() -> Frame:
    """One row per line of a record, text exactly as it arrived.

    The only table that is appended to. A record's delivery and line are its identity. Money of a whole order, such as
    shipping, is a row of its own. Fields that stand only on an order's first row are repeated on the others.
    """
    raise AssertionError("written by intake")
