"""How values of metrics are written for people: counts, money to the penny, shares in percent."""

from __future__ import annotations

from decimal import Decimal

from tillhouse.cli._output import count, money, units


def cell(unit: str, value: Decimal | None) -> Decimal | str:
    """A value for a table: money as it is, so that the table can say that it was rounded; else as `worded`."""
    return value if unit == "money" and value is not None else worded(unit, value)


def worded(unit: str, value: Decimal | None) -> str:
    """A value for people; a dash where it is not defined."""
    from tillhouse.answers.metrics.definition import as_number

    if value is None:
        return "–"
    number = as_number(unit, value)
    if isinstance(number, int):
        return count(number)
    if unit == "units":
        return units(value)
    return f"{money(value * 100)} %" if unit == "share" else money(value)
