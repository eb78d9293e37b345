"""Costs of products: as they were received."""

from __future__ import annotations

from tillhouse.checks.matches import matches
from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table

_KEY = ("stock_code", "valid_from", "currency", "source", "fetched_at")


@table(
    key=_KEY,
    owner="finance",
    written_by="intake",
    columns={
        "stock_code": Column("text", "Stock code as received."),
        "valid_from": Column("date", "First trading day on which it holds; null: it always did."),
        "currency": Column("text", "ISO 4217 code of the currency of the cost."),
        "cost": Column("text", "What one unit costs the shop, a decimal as received."),
        "source": Column("text", "The file it came from."),
        "fetched_at": Column("datetime", "When it was received, UTC.", provenance=True),
    },
    checks=[
        unique(*_KEY),
        not_null("stock_code", on_fail="stop"),
        not_null("source"),
        matches("cost", "^[0-9]+([.][0-9]+)?$"),
    ],
)
def product_costs() -> Frame:
    """One row per cost of a product received.

    Rows are never changed: a correction is a row that came later, and holds from then on. A past release keeps the
    costs that it was published with.
    """
    raise AssertionError("written by intake")
