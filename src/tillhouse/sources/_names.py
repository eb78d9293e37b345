"""Which of the first rows of a table is its header: titles and groups of columns may stand above the names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tillhouse.dialects import Dialect
from tillhouse.sources._spelling import plain
from tillhouse.sources._synonyms import KNOWN

#: The header is one of the first rows that say something; this is their number.
DEEPEST = 40
#: A table has at least this number of columns; a row above it may have fewer.
LEAST = 2
_MEANT = 2


@dataclass(frozen=True)
class Known:
    """Names with a known meaning. own: those that a feed gives to its columns. dialects: whose exports have others."""

    own: frozenset[str]
    dialects: tuple[Dialect, ...] = ()

    def score(self, row: Sequence[str]) -> tuple[int, int]:
        """How many cells of a row are names of the feed, and how many are names that exports use."""
        cells = {" ".join(cell.split()) for cell in row if cell}
        return (
            len({cell.casefold() for cell in cells} & self._folded),
            len({plain(cell) for cell in cells} & self._usual),
        )

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in self.own)

    @cached_property
    def _usual(self) -> frozenset[str]:
        theirs = {name for one in self.dialects for names in one.columns.values() for name in names}
        return KNOWN.union(map(plain, theirs))


def header(rows: Sequence[Sequence[str]], known: Known) -> tuple[int, tuple[str, ...]]:
    """Where the header stands among the first rows, and its names; the first row where none looks more like one."""
    place = _place(rows, known)
    names = tuple(rows[place])
    if not place or not _is_group(rows[place - 1], names):
        return place, names
    plainly = [" ".join(name.split()).casefold() for name in names]
    above = _filled(rows[place - 1], len(names))
    pairs = zip(above, names, plainly, strict=True)
    usual = Known(known.own)
    return place, tuple(_name(group, name, plainly.count(word) > 1, usual) for group, name, word in pairs)


def _name(group: str, name: str, twice: bool, known: Known) -> str:
    """A name, with that of its group where it stands twice or only so has a known meaning."""
    both = f"{group} {name}".strip()
    own, usual = known.score([both])
    alone = known.score([name])
    return both if twice or own > alone[0] or (alone == (0, 0) and usual) else name


def _place(rows: Sequence[Sequence[str]], known: Known) -> int:
    scores = [known.score(row) for row in rows]
    best = max(range(len(rows)), key=lambda at: scores[at])
    own, usual = scores[best]
    if scores[best] > scores[0] and (own or usual >= _MEANT):
        return best
    if sum(scores[0]) == 0 and _is_about_the_file(rows):
        return 1
    widths = Counter(_said(row) for row in rows[1:])
    most = max(widths, key=lambda width: widths[width], default=0)
    if sum(scores[0]) == 0 and most > LEAST and 2 * _said(rows[0]) <= most:
        return next(at for at, row in enumerate(rows) if at and _said(row) == most)
    return 0


def _is_about_the_file(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds values, numbers among them, and the second nothing but different names."""
    if len(rows) < LEAST + 1:
        return False
    above, names = ([cell.strip() for cell in row if cell.strip()] for row in rows[:2])
    numbers = sum(cell.isdigit() for cell in above)
    words = [name for name in names if any(map(str.isalpha, name))]
    return numbers > LEAST and len(names) > LEAST and len(words) == len(names) == len({*names})


def _said(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_group(row: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row names groups of the columns below it: fewer names, over more than one column each."""
    return LEAST <= _said(row) < _said(names) and len(row) >= _said(names) - 1


def _filled(row: Sequence[str], width: int) -> list[str]:
    """The groups, each over its own columns and those behind it without one."""
    out: list[str] = []
    for at in range(width):
        cell = row[at].strip() if at < len(row) else ""
        out.append(cell or (out[-1] if out else ""))
    return out
