"""The questions that a file leaves open: two readings differ in money or days, and nothing in it decides."""

from __future__ import annotations

from tests.exports.writing import Export

_LAST_MONTH = 12
_EITHER = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M")


def questions(one: Export) -> list[str]:
    """How the questions begin that may be asked about the file."""
    found = []
    first = one.orders[: len(one.orders) // 2] if one.habits.damage == "twice" else one.orders
    days = {order.at.day for order in first} | ({one.torn.at.day} if one.torn else set())
    if one.habits.form != "xlsx" and one.habits.dates in _EITHER and max(days) <= _LAST_MONTH:
        found.append("Cannot tell day from month")
    if one.marked:
        found += ["decimal", "mark", "is not quantity ×"]
    return found
