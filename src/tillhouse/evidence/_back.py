"""What a value that takes sales back can mean, by the signs of its rows and by what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tillhouse.evidence._flags import Flag
from tillhouse.evidence._words import Column, cancels, is_type


@dataclass(frozen=True)
class Said:
    """A value and its rows. word: what it means by itself. taken: rows with a negative amount or quantity.

    matched: counts the rows that take back what other rows of the same order and product have sold.
    """

    value: str
    word: str
    lines: int
    taken: int
    matched: Callable[[], int]

    @property
    def all_matched(self) -> bool:
        """Whether each row stands beside the sale that it takes back."""
        return self.matched() == self.lines


def readings(said: Said, column: Column, flag: Flag | None = None) -> tuple[str, ...]:
    """The meaning of a value, or the two that it can have. flag: what a yes of the column means, where it is one."""
    if said.word in {"return", "refunded"}:
        return ("return",) if column == "kind" else _came_back(said, flag)
    if said.word == "not_sales" and not is_type(said.value):
        return _called_off(said, column, flag)
    if said.word == "fee" and said.taken == said.lines:
        # what a marketplace keeps is no return of goods; whether net sales are without it is for a person to say
        return ("fee", "not_sales")
    return (said.word,)


def _came_back(said: Said, flag: Flag | None) -> tuple[str, ...]:
    """Negative rows, and those beside their sale, are returns; a row that stands alone was sold and taken back."""
    if said.taken == said.lines:
        return ("return",)
    matched = said.matched()
    if matched == said.lines and not said.taken and (said.word == "return" or flag == "return"):
        return ("return",)
    if said.taken or matched or flag == "return":
        return ("refunded", "return")
    return ("refunded",)


def _called_off(said: Said, column: Column, flag: Flag | None) -> tuple[str, ...]:
    """Negative rows cancel the sale that they take back; a row that stands alone is no sale."""
    both = ("cancellation", "not_sales")
    if said.taken == said.lines and (column == "kind" or flag == "cancelled" or said.all_matched):
        return both[:1]
    if said.taken and (column == "kind" or said.taken == said.lines):
        return both
    is_about_sale = said.taken or (column == "kind" and cancels(said.value)) or flag is not None
    return both if is_about_sale and said.matched() else ("not_sales",)
