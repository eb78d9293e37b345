"""How values of metrics are written: counts as whole numbers, money to the penny, shares in percent."""

from __future__ import annotations

from decimal import Decimal

from tillhouse.cli._output import count, money

_WHOLE = ("units", "lines", "orders", "customers")


def as_number(unit: str, value: Decimal | None) -> Decimal | int | None:
    """A value for programs: exact, a count without decimals."""
    return int(value) if value is not None and unit in _WHOLE else value


def worded(unit: str, value: Decimal | None) -> str:
    """A value for people; a dash where it is not defined."""
    if value is None:
        return "–"
    if unit in _WHOLE:
        return count(int(value))
    return f"{money(value * 100)} %" if unit == "share" else money(value)
