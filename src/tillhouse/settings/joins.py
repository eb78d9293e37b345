"""How files that belong together are joined, as a feed has it."""

from __future__ import annotations

from dataclasses import dataclass

from tillhouse.errors import BadSetting

#: Between the columns of a key.
TOGETHER = "+"


@dataclass(frozen=True)
class Join:
    """Rows of ``part`` are found by ``theirs`` from ``ours``, columns of the table ``via``."""

    part: str
    theirs: tuple[str, ...]
    via: str
    ours: tuple[str, ...]

    @property
    def text(self) -> str:
        """As a feed has it."""
        return f"{TOGETHER.join(self.theirs)}={self.via}.{TOGETHER.join(self.ours)}"


def joined_by(part: str, text: str) -> Join:
    """A join as a feed has it: ``store+ticket=lines.store+ticket``. Raises `BadSetting` for other text."""
    theirs, equals, place = text.partition("=")
    via, dot, ours = place.partition(".")
    columns = tuple(theirs.split(TOGETHER)), tuple(ours.split(TOGETHER))
    if not (equals and dot and ours and len(columns[0]) == len(columns[1])):
        raise BadSetting(
            f"The key of {part} is {text!r}.",
            "Write it as KEY=FILE.KEY, such as order_id=order_items.order_id.",
        )
    return Join(part, columns[0], via, columns[1])
