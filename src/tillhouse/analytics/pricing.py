"""What a change of price does to the money a product brings in, given how its units follow the price."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effect:
    """Factors of the money sold: the point, and the ends of the interval of the elasticity."""

    factor: float
    low: float
    high: float


def price_effect(change: float, elasticity: float, low: float, high: float) -> Effect:
    """The effect of a price that is ``1 + change`` times what it was, for a constant elasticity.

    Units become ``(1 + change) ** elasticity`` times what they were, money ``(1 + change) ** (1 + elasticity)`` times.
    low, high: the ends of the elasticity's interval. change: above -1.
    """
    ends = [(1 + change) ** (1 + end) for end in (low, high)]
    return Effect((1 + change) ** (1 + elasticity), min(ends), max(ends))
