"""How a check is named: as the call is written."""

from __future__ import annotations

from collections.abc import Iterable


def call(kind: str, *columns: str, **limits: object) -> str:
    """The call as text, such as ``in_range(unit_price, low=0)``; limits that are None are left out."""
    words = [*columns, *(f"{name}={_text(value)}" for name, value in limits.items() if value is not None)]
    return f"{kind}({', '.join(words)})"


def columns_of(key: str | Iterable[str]) -> tuple[str, ...]:
    """The columns of a key that is written as one name or as several."""
    return (key,) if isinstance(key, str) else tuple(key)


def _text(value: object) -> str:
    if isinstance(value, tuple | list):
        return "|".join(map(str, value))
    return str(value)
