"""Columns of a line that go together: what an order says of all its lines, and what holds numbers."""

from __future__ import annotations

#: Fields of an order, in the order in which they are filled down.
OF_ORDER = (
    "sold_at",
    "sold_time",
    "customer_id",
    "country",
    "currency",
    "store",
    "channel",
    "status",
    "kind",
)
#: Columns of numbers, where the feed has them.
NUMBERS = (
    "quantity",
    "unit_price",
    "gross_amount",
    "discount",
    "tax",
    "amount",
    "amount_with_tax",
    "order_total",
)
#: The role of a row that stands for an order and is no line of goods.
ORDER_ROW = "other"
