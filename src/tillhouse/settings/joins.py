"""How files that belong together are joined, as a feed has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tillhouse.errors import BadSetting

#: Between the columns of a key.
TOGETHER = "+"
#: What a file of refunds, or of returned orders, is called: its last word, or its first.
_BACK = re.compile(
    r"(?:refund|return|chargeback|creditnote|creditmemo|creditslip|rma|retoure?|rucksendung|erstattung|gutschrift"
    r"|rembours(?:em|m)ent|retour|avoir|reembolso|devolucion|devoluci|devolucao|rimborso|resi|reso|zwrot|zwroty)"
    r"(?:e?n|e?s|es)?"
)
_FIRST = {"returned", "refunded"}
_NO_WORDS = {"dataset", "export", "data", "header", "csv", "list", "table", "all", "sheet"}
_BOTH = {"and", "und", "et", "y", "with", "incl", "including", "mit"}


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


def is_back(part: str) -> bool:
    """Whether a part is called like a file of what came back: money that was paid back, or orders that returned."""
    words = [word for word in re.split(r"[\W_\d]+", part.casefold()) if word and word not in _NO_WORDS]
    if not words or not _BOTH.isdisjoint(words):
        return False
    said = words[-1].translate(str.maketrans("üóãç", "uoac")), "".join(words[-2:])
    return words[0] in _FIRST or any(re.search(rf"{_BACK.pattern}$", word) for word in said)
