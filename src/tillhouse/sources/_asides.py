"""Rows that are no records: blank ones, totals, notes below the table, a header that comes again, ruled lines.

They are no damage. They are named, counted and left out, and nothing in them is ever a sale: a row that has an
order number, or a date and a product, is a record whatever words are in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.sources._aside_rule import EMPTY, NUMBER, SPACES, Cells, Rule, word_of
from tillhouse.sources._fields import FEW, MANY
from tillhouse.sources._reading import ENDING, SHOWN, LeftOut, Reading
from tillhouse.sources._total_words import BARE_TOTAL, COUNTED_WORDS, ENDS, NOTE_STARTS, STARTS

if TYPE_CHECKING:
    import polars as pl

ABOVE, TITLE = "line above the header", "title row"
_UNNAMED = re.compile(r"column \d+")
#: A date that no aside can have: it begins with a digit and does not end as a word for a total does.
_DATED = "^[0-9].*[^elstELST]$"
#: As many rows need no second look before each is looked at by itself.
_FEW = 1_000
#: Rows that show what the values of columns look like.
_SAMPLE = 2_000
_WORDS = "(?i)^ ?(?:{})|^(?:{})|{}".format(
    *("|".join(map(re.escape, words)) for words in (STARTS, NOTE_STARTS, (*COUNTED_WORDS, *ENDS)))
)
#: Titles stand among as many rows at the top.
_TOP = 20


class Asides:
    """Takes the rows that are no records out of the frames of one file, and keeps what they were."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._found: dict[str, LeftOut] = {}
        self._filled: set[str] = set()
        self._begun = False

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was left out so far, by kind."""
        return tuple(self._found.values())

    def sample(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The first rows without those that may be none, whatever the columns mean: they show what values look like."""
        import polars as pl

        self._fit(frame)
        first = frame.filter(frame["problem"].is_null()).head(_SAMPLE).with_row_index("at_")
        rows = first.filter(self._suspect()).iter_rows()
        gone = [row[0] for row in rows if self._doubtful(row[1 : len(self.rule.names) + 1])]
        gone += self._titles(first.drop("at_"))
        return first.filter(~pl.col("at_").is_in(gone)).drop("at_")

    def _doubtful(self, cells: Cells) -> bool:
        words = (word_of(cell.rstrip(SPACES)) for cell in cells if cell)
        return any(map(BARE_TOTAL.fullmatch, words)) or self.rule.kind(cells) != ""

    def seen(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame's records, while it is noted which columns without a name have values."""
        kept = self.without(frame)
        unnamed = {name for name in self.rule.names if _UNNAMED.fullmatch(name)} - self._filled
        self._filled |= {name for name in unnamed if kept[name].null_count() < kept.height}
        return kept

    def named(self, reading: Reading, above: Sequence[tuple[int, str]] = ()) -> Reading:
        """A reading that names them. above: lines and texts of rows over the header."""
        lines, texts = [at for at, _ in above], [text for _, text in above]
        titles = LeftOut(ABOVE, len(above), tuple(lines[:SHOWN]), tuple(texts[:SHOWN]))
        empty = {name for name in self.rule.names if _UNNAMED.fullmatch(name)} - self._filled
        empty -= {*self.rule.columns.values()}
        kept = replace(
            reading,
            header=tuple(name for name in reading.header if name not in empty),
            unmapped=tuple(name for name in reading.unmapped if name not in empty),
        )
        return besides(kept, (*((titles,) if above else ()), *self.left_out))

    def without(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame's records."""
        import polars as pl

        self._fit(frame)
        titles = [] if self._begun else self._titles(frame)
        self._begun |= frame.height > 0
        for row in (frame.row(at) for at in titles):
            self.add(TITLE, row[-3], self._says(row[: len(self.rule.names)]))
        maybe = self._likely(frame.lazy().with_row_index("at_").filter(self._maybe()).collect())
        gone = [*titles, *(row[0] for row in maybe.iter_rows() if self._keep(row))]
        if not gone:
            return frame
        mask = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True).scatter(gone, False)
        return frame.filter(mask)

    def _fit(self, frame: pl.DataFrame) -> None:
        """Of fields that have names, a later batch may have more."""
        if self.rule.by_name:
            names = tuple(name for name in frame.columns if name not in ENDING)
            self.rule = replace(self.rule, names=names, header=names)

    def _titles(self, frame: pl.DataFrame) -> list[int]:
        """Which rows at the top are titles: those before the first record."""
        found = []
        for at, row in enumerate(frame.head(_TOP).iter_rows() if self.rule.by_name else ()):
            cells = row[: len(self.rule.names)]
            if row[-1] is None and self.rule.is_title(cells):
                found.append(at)
            elif row[-1] is not None or not self.rule.kind(cells):
                break
        return found

    def among(self, rows: pl.LazyFrame) -> int:
        """How many of some rows are no records; only those that may be none are looked at."""
        import polars as pl

        frame = rows.filter(self._maybe()).collect()
        titles = len(self._titles(rows.head(_TOP).collect().with_columns(problem=pl.lit(None))))
        return titles + sum(self.rule.kind(row[: len(self.rule.names)]) != "" for row in frame.iter_rows())

    def _maybe(self) -> pl.Expr:
        """Rows that may be none: those without a plain date, or whose order number has no digit."""
        import polars as pl

        date, invoice = self.rule.columns.get("sold_at"), self.rule.columns.get("invoice_no")
        if date not in self.rule.names:
            return pl.lit(True)
        again = self.rule.header[self.rule.names.index(date)]
        maybe = ~pl.col(date).str.contains(_DATED).fill_null(value=False) | (pl.col(date) == again)
        if invoice in self.rule.names and invoice != date:
            maybe |= ~pl.col(invoice).str.contains("[0-9]").fill_null(value=True)
        return maybe

    def _likely(self, maybe: pl.DataFrame) -> pl.DataFrame:
        """Of many rows, those that have a word or nothing where such rows have it."""
        return maybe if maybe.height <= _FEW else maybe.filter(self._suspect())

    def _suspect(self) -> pl.Expr:
        """Rows that have a word or nothing where rows that are none have it."""
        import polars as pl

        names = self.rule.names
        words = pl.any_horizontal(pl.col(n).str.contains(_WORDS).fill_null(value=False) for n in names)
        nothing = ["", *(EMPTY if self.rule.by_name else ())]
        blank = pl.all_horizontal(
            pl.col(n).str.strip_chars(SPACES).is_in(nothing).fill_null(value=True) for n in names
        )
        called = self.rule.totals if self.rule.by_name else ()
        words |= pl.any_horizontal(pl.lit(value=False), *(pl.col(n).is_not_null() for n in called))
        pairs = zip(names, self.rule.header, strict=True)
        again = pl.all_horizontal(pl.col(n).fill_null("") == written for n, written in pairs)
        ruled = pl.col(names[0]).str.contains("^[-=_*+~ ]+$").fill_null(value=False)
        return words | blank | again | ruled | pl.col("problem").is_in([FEW, MANY])

    def _keep(self, row: tuple[str | int | None, ...]) -> bool:
        """Whether a row is no record; its kind, line and text are kept."""
        *texts, line, raw, problem = row[1:]
        cells: Cells | None = texts[: len(self.rule.names)]  # type: ignore[assignment]
        if problem is not None:
            readable = problem in {FEW, MANY} and self.rule.cells is not None
            cells = self.rule.cells(str(raw)) if readable and self.rule.cells else None
        kind = self.rule.kind(cells) if cells is not None else ""
        if kind and cells is not None:
            self.add(kind, int(line or 0), self._says(cells))
        return bool(kind)

    def add(self, kind: str, line: int, says: str) -> None:
        """Keep one row."""
        one = LeftOut(kind, 1, (line,), (says,) if says else ())
        self._found[kind] = self._found[kind].with_others(one) if kind in self._found else one

    def _says(self, cells: Cells) -> str:
        """A row's text; each number with the name of its column."""
        names = self.rule.names if len(cells) >= len(self.rule.names) else ()
        said = [(at, (cell or "").strip()) for at, cell in enumerate(cells) if (cell or "").strip()]
        named = [
            f"{names[at]} {text}" if at < len(names) and NUMBER.fullmatch(text) else text for at, text in said
        ]
        return " · ".join(named)


def without_unnamed(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """The frame without columns that have neither a name nor a value: a delimiter at the end of each row makes one."""
    meant = set(columns.values())
    unnamed = [name for name in frame.columns if _UNNAMED.fullmatch(name) and name not in meant]
    return frame.drop([name for name in unnamed if frame[name].null_count() == frame.height])


def besides(reading: Reading, left: Sequence[LeftOut]) -> Reading:
    """A reading that names more of what is left out."""
    found = {one.kind: one for one in reading.left_out}
    for one in left:
        found[one.kind] = found[one.kind].with_others(one) if one.kind in found else one
    said = tuple(warning for warning in reading.warnings if warning not in map(str, reading.left_out))
    return replace(reading, warnings=(*said, *map(str, found.values())), left_out=tuple(found.values()))
