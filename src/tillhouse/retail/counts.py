"""Numbers in sentences: the noun and the verb agree with them."""

from __future__ import annotations


def number_of(number: int, one: str, many: str = "") -> str:
    """``1 line``, ``2,000 lines``. one, many: noun, or noun and verb; ``many`` is ``one`` and an s unless given."""
    return f"{number:,} {either(number, one, many)}".replace("-", "−", 1)


def either(number: int, one: str, many: str = "") -> str:
    """The words for one thing, or those for none or several."""
    return one if abs(number) == 1 else many or f"{one}s"
