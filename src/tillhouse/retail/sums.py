"""Money by currency as people read it: amounts of two currencies stand side by side and are never added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from tillhouse.retail.currencies import NONE

_PENNY = Decimal("0.01")


def several(sums: Iterable[Mapping[str, Decimal]]) -> bool:
    """Whether there is money of more than one currency in them."""
    return len({code for one in sums for code, amount in one.items() if amount}) > 1


def merged(*sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The sums of each currency."""
    codes = {code: None for one in sums for code in one}
    return {code: sum((one.get(code, Decimal(0)) for one in sums), Decimal(0)) for code in codes}


def said(amounts: Mapping[str, Decimal]) -> str:
    """Such as ``12.00 EUR + 3.00 USD``; money of no named currency is a plain amount."""
    kept = {code: amount for code, amount in sorted(amounts.items()) if amount}
    first, *rest = (_named(code, amount) for code, amount in kept.items()) if kept else ("0.00",)
    return first + "".join(f" − {one[1:]}" if one[0] == "−" else f" + {one}" for one in rest)


def worded(code: str | None) -> str:
    """A currency for people: its code, or that none is named."""
    return "no currency named" if code in (None, "", NONE) else str(code)


def _named(code: str, amount: Decimal) -> str:
    plain = f"{amount.quantize(_PENNY, ROUND_HALF_UP):,.2f}".replace("-", "−")
    return plain if code in ("", NONE) else f"{plain} {code}"
