"""What tells a row that is no record: blank ones, totals, notes, a header that comes again, ruled lines, titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tillhouse.sources._total_words import BARE_TOTAL, GROUP_TOTAL, NOTE, TOTAL

BLANK, TOTALS, NOTES, AGAIN, RULED = "blank row", "total row", "note", "repeated header", "ruled line"
SPACES = " \t"
#: What a list or an object without content is as text.
EMPTY = frozenset({"[]", "{}"})
NUMBER = re.compile(r"[^\d\s]{0,3}\s?[-+(]?\d[\d.,' ]*[)%-]?\s?[^\d\s]{0,3}")
_RULED = re.compile(r"[-=_*+~ ]+")
Cells = Sequence[str | None]


@dataclass(frozen=True)
class Rule:
    """What tells such rows in a file of these names.

    names: of the columns. header: as the file writes them. columns: canonical name to name. cells: splits the
    text of a row that has fewer or more fields than the header. by_name: whether fields have names and no place, as
    in JSON: a title stands among the rows, a note in any field, a total may be a field of its own.
    """

    names: tuple[str, ...]
    header: tuple[str, ...]
    columns: Mapping[str, str]
    cells: Callable[[str], Cells | None] | None = None
    by_name: bool = False

    @property
    def key(self) -> str:
        """All that decides which rows are none."""
        return repr(
            [self.place(canonical) for canonical in ("invoice_no", "stock_code", "description", "sold_at")]
        )

    def place(self, canonical: str) -> int | None:
        """Where the column with a meaning stands."""
        name = self.columns.get(canonical)
        return self.names.index(name) if name in self.names else None

    def kind(self, cells: Cells) -> str:
        """The kind of a row that is no record; empty for a record, whole or damaged, as one of several lines is."""
        texts = [cell or "" for cell in cells]
        said = self._said(texts)
        if not said:
            return BLANK
        if any("\n" in text or "\r" in text for _, text in said):
            return ""
        first, wide = texts[0], said[-1][0] < len(self.names) <= len(texts)
        if first and wide and tuple(texts[: len(self.names)]) == self.header:
            return AGAIN
        if first[:1].strip() and all(_RULED.fullmatch(text) for _, text in said):
            return RULED
        alone = len(said) == 1 and (said[0][0] == 0 or self.by_name) and (wide or len(texts) == 1)
        if alone and NOTE.fullmatch(texts[said[0][0]].lower()):
            return NOTES
        return TOTALS if (self._sums(said) if wide else _narrow_total(said)) else ""

    @property
    def totals(self) -> set[str]:
        """Fields that are called totals and have no meaning, but that of the total of an order."""
        taken = {name for meaning, name in self.columns.items() if meaning != "order_total"}
        free = {*self.names} - taken
        return {name for name in free if TOTAL.fullmatch(name.lower().replace("_", " "))}

    def is_title(self, cells: Cells) -> bool:
        """Whether a row at the top has one text only, in words, and nothing of a sale."""
        said = self._said([cell or "" for cell in cells])
        if not self.by_name or len(said) != 1 or said[0][0] == self.place("sold_at") or self.kind(cells):
            return False
        text = said[0][1].strip()
        return any(map(str.isalpha, text)) and (" " in text or not any(map(str.isdigit, text)))

    def _said(self, texts: Sequence[str]) -> list[tuple[int, str]]:
        """The fields that have a value, with their places."""
        nothing = EMPTY if self.by_name else ()
        return [
            (at, text.rstrip(SPACES))
            for at, text in enumerate(texts)
            if text.strip(SPACES) and text not in nothing
        ]

    def _sums(self, said: Sequence[tuple[int, str]]) -> bool:
        """Whether a row of all fields is a total: besides its word it has no order, date or product."""
        invoice, date = self.place("invoice_no"), self.place("sold_at")
        product = {self.place("stock_code"), self.place("description")} - {None}
        if date is None:
            return False
        there = {at for at, _ in said}
        if self.by_name and all(self._is_total(at, text) for at, text in said):
            return True
        for at, text in said:
            word = word_of(text)
            named = BARE_TOTAL.fullmatch(word)
            if at not in product:
                named = named or TOTAL.fullmatch(word) or GROUP_TOTAL.fullmatch(text)
            if named and not ({invoice, date, *product} - {at}) & there:
                return True
            if at == invoice and BARE_TOTAL.fullmatch(word) and not (product - {at}) & there:
                return True
        return False

    def _is_total(self, at: int, text: str) -> bool:
        """Whether a field is called a total and has a number."""
        return self.names[at] in self.totals and bool(NUMBER.fullmatch(text))


def _narrow_total(said: Sequence[tuple[int, str]]) -> bool:
    """Whether a row of too few fields is a total: the word, and nothing but numbers behind it."""
    text = said[0][1]
    named = TOTAL.fullmatch(word_of(text)) or GROUP_TOTAL.fullmatch(text)
    return bool(named) and all(NUMBER.fullmatch(text.strip()) for _, text in said[1:])


def word_of(text: str) -> str:
    """A cell's text in lower case, without a space before it."""
    return text.removeprefix(" ").lower()
