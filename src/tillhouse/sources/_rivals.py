"""Several prices of one line: which of them was paid, or that only a person can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.sources import _patterns, _plausible
from tillhouse.sources._spelling import plain, spellings
from tillhouse.sources._synonyms import SYNONYMS

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Names of prices that a shop asks for, whatever was paid.
_ASKED = frozenset(["listprice", "mrp", "originalprice", "regularprice", "baseprice", "grundpreis", "rate"])


def paid(names: Sequence[str]) -> list[str]:
    """Of several prices, those that may have been paid; all of them where none is named so."""
    return [name for name in names if plain(name) not in _ASKED] or list(names)


def other_prices(free: Sequence[str], looks: Looks, found: Mapping[str, str]) -> list[str]:
    """Other columns that may hold what was paid, where only a unit price is known to and values differ."""
    price = found.get("unit_price")
    if price is None or "amount" in found or "amount_with_tax" in found:
        return []
    known = frozenset(name for rank in SYNONYMS["unit_price"] for name in rank) - _ASKED
    others = [name for name in free if known.intersection(spellings(name)) and looks.filled[name]]
    numbers = [name for name in others if looks.mostly(name, _patterns.NUMBER)]
    return [name for name in numbers if not looks.equal(name, price)]


def totals(names: Sequence[str], looks: Looks, found: Mapping[str, str]) -> list[str]:
    """Those that are quantity times the unit price: amounts of lines, whatever their name."""
    return [name for name in names if _plausible.multiplies(looks, found, "amount", name)]
