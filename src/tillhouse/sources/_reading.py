"""What sources hand on: batches of text, and how a file was found to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from tillhouse.retail.counts import either, number_of
from tillhouse.settings.feed import Feed
from tillhouse.sources._naming import Named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import polars as pl

    from tillhouse.sources._opened import Opened

#: Of rows that are left out, as many are shown, and of their text the first characters.
SHOWN = 3
_MOST_SAID = 160
_MANY = {"line above the header": "lines above the header"}
#: The columns that every batch has besides those of the file.
ENDING = ("line", "raw", "problem")


@dataclass(frozen=True)
class Batch:
    """Records of one file, in order.

    frame: a text column per header name, as received, missing as null; ``line`` (integer, from 1: where the
    record begins; the record's number in formats without lines); ``raw`` (the text of a record that could not
    be split or decoded, else null); ``problem`` (why, else null). Raw rows have null in all header columns.
    """

    frame: pl.DataFrame


@dataclass(frozen=True)
class Evidence:
    """Why a column of the file carries a meaning.

    missing: share of records without a value. confidence: share of the values that fit the meaning.
    why: a sentence for people, empty where the name alone decides.
    """

    canonical: str
    header: str
    examples: tuple[str, ...]
    missing: float
    confidence: float
    why: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Rows of one kind that are no records: how many, where the first stand, and what those say."""

    kind: str
    rows: int
    lines: tuple[int, ...]
    says: tuple[str, ...]

    def with_others(self, other: LeftOut) -> LeftOut:
        """Both together; the first are shown."""
        lines, says = (*self.lines, *other.lines)[:SHOWN], (*self.says, *other.says)[:SHOWN]
        return LeftOut(self.kind, self.rows + other.rows, lines, says)

    def __str__(self) -> str:
        """As a sentence for people."""
        numbers = ", ".join(f"{line:,}" for line in self.lines)
        more = ", …" if self.rows > len(self.lines) else ""
        places = f" ({either(len(self.lines), 'line')} {numbers}{more})" if self.lines else ""
        words = " · ".join(self.says)
        said = f": {words[:_MOST_SAID]}{'…' if len(words) > _MOST_SAID else ''}" if words else ""
        return f"Left out, as no record: {number_of(self.rows, self.kind, _MANY.get(self.kind, ''))}{places}{said}."


@dataclass(frozen=True)
class Reading:
    """How a file is to be read, decided from all of it.

    feed: the hints, completed. records: rows that `batches` gives, raw ones included. raw: those that could
    not be split or decoded, counted by problem. facts: what was decided and by what, for people, the format
    first. warnings: what a person should know before the file is taken in. named: what names currency and country.
    left_out: rows that are no records. beside: columns of money without a meaning, added up.
    kept: columns without a meaning, each with what it could be; see `tillhouse.sources._offers`.
    """

    feed: Feed
    records: int
    header: tuple[str, ...]
    unmapped: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    facts: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    raw: Mapping[str, int] = field(default_factory=dict)
    named: Named = field(default_factory=Named)
    left_out: tuple[LeftOut, ...] = ()
    beside: Mapping[str, Decimal] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


class Source(Protocol):
    """What each file of this folder offers; mypy holds each to it, by the last lines of the file.

    EXTENSIONS: the endings of file names, without those of compression.
    LINES: whether records are lines of text, so that a file can stop inside one and still be read.
    """

    EXTENSIONS: tuple[str, ...]
    LINES: bool

    def recognises(self, head: bytes) -> bool:
        """Whether the first bytes look like this format."""

    def detect(self, file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
        """Read all of the file once and decide how it is to be read."""

    def batches(self, file: Opened, feed: Feed) -> Iterator[Batch]:
        """The records of the file as text."""

    def records(self, file: Opened, feed: Feed) -> int:
        """How many records the file delivers, counted by another path than `batches`."""


def raw_frame(names: tuple[str, ...], raw: list[tuple[int, str, str]]) -> Any:
    """Raw rows from (line, text, problem)."""
    import polars as pl

    columns = {"line": [r[0] for r in raw], "raw": [r[1] for r in raw], "problem": [r[2] for r in raw]}
    frame = pl.DataFrame(columns, schema={"line": pl.Int64, "raw": pl.String, "problem": pl.String})
    return frame.select(*(pl.lit(None, pl.String).alias(name) for name in names), *ENDING)
