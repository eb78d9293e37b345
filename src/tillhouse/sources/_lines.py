"""Lines to records. Every record of the text becomes exactly one row: split into fields, or kept raw with a reason.

Well-formed lines are found by counting, all at once, and parsed as they are. Only the odd ones are walked
through here. The rule for a quote that is open at the end of its line: the following lines belong to it until it
closes and the fields are as many as the header's; but if one of them is a complete record by itself, the quote
was never closed and only its own line is quarantined.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import polars as pl

from tillhouse.sources import _bounds, _proof
from tillhouse.sources._encoding import DESTROYED, MARK, shown, strange
from tillhouse.sources._fields import FEW, MANY, MOST_LINES, MOST_TEXT, STRAY, UNCLOSED, Record

#: How far an open quote may reach.
_SPARE = [chr(code) for code in (1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 28, 29, 30, 31)]
_BREAK = re.compile(rb"\r\n|\n|\r")


@dataclass
class Lines:
    """The physical lines of one UTF-8 block."""

    block: bytes

    def __post_init__(self) -> None:
        self._original = self.block

    @cached_property
    def text(self) -> pl.Series:
        """The lines without their breaks; null where a line is empty."""
        found = _split(self.block)
        if b"\r" in self.block and found.str.contains("\r", literal=True).any():
            self.block = b"\n".join(_BREAK.split(self.block))
            found = _split(self.block)
        return found

    def whole(self, at: int) -> str:
        """One line with its break."""
        return self._pieces[at].decode() + (self._breaks[at].decode() if at < len(self._breaks) else "")

    @cached_property
    def _breaks(self) -> list[bytes]:
        alone = self._original is not self.block
        return _BREAK.findall(self._original) if alone else [b"\n"] * self.block.count(b"\n")

    @cached_property
    def _pieces(self) -> list[bytes]:
        return _BREAK.split(self._original) if self._original is not self.block else self.block.split(b"\n")


def _split(block: bytes) -> pl.Series:
    spare = next((c for c in _SPARE if c.encode() not in block), None)
    if spare is None:
        ended = block[:-1] if block.endswith(b"\n") else block
        parts = [part.removesuffix(b"\r").decode() or None for part in ended.split(b"\n")]
        return pl.Series("line", parts, dtype=pl.String)
    frame = pl.read_csv(
        block,
        separator=spare,
        quote_char=None,
        has_header=False,
        schema={"line": pl.String},
        infer_schema=False,
    )
    return frame["line"]


@dataclass
class Splitter:
    """Splits blocks of one file into rows. Call `rows` for each block in order, ``final`` with the last.

    names: the header, one name per field. line: the number of the next physical line.
    trusted: all lines are known to be well-formed. proves: that is tried without counting. clean: all so far were.
    """

    names: Sequence[str]
    delimiter: str
    quote: str
    line: int = 1
    trusted: bool = False
    clean: bool = field(default=True, init=False)
    _carry: bytes = field(default=b"", init=False)
    proves: bool = True

    def rows(self, block: bytes, final: bool, breaks: int | None = None) -> pl.DataFrame:
        """The rows of all records that end in the block, in order: the names, ``line``, ``raw``, ``problem``.

        breaks: how many line feeds the block has, where that is known.
        """
        if self.trusted:
            return self._numbered(self._read(block))
        whole = self._carry + block if self._carry else block
        self._carry = b""
        if self.proves:
            frame = self._proven(whole, breaks if breaks and whole is block else whole.count(b"\n"))
            if frame is not None:
                return self._numbered(frame)
            self.proves = False
        lines = Lines(whole)
        text = lines.text if lines.block else pl.Series("line", [], dtype=pl.String)
        good = self._good(text, lines.block)
        if good.all():
            return self._numbered(self._read(lines.block))
        self.clean = False
        odd = (~good & ~self._blank(text)).arg_true()
        return self._mixed(lines, good, odd.to_list(), final)

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        numbers = pl.int_range(self.line, self.line + len(frame), dtype=pl.Int64, eager=True).alias("line")
        self.line += len(frame)
        return frame.with_columns(numbers, *_NO_PROBLEM)

    def _proven(self, block: bytes, breaks: int) -> pl.DataFrame | None:
        """The rows of a block whose lines are well-formed by proof, None without one."""
        if not block or not _proof.is_plain(block, breaks, self.quote, self._well_formed):
            return None
        fields = block.count(self.delimiter.encode())
        if fields > _proof.MOST * len(self.names) * (
            breaks + 1
        ):  # the parser takes minutes to refuse millions
            return None
        try:
            frame = self._read(block)
        except pl.exceptions.PolarsError:
            return None
        lines = breaks + (not block.endswith(b"\n"))
        return frame if _proof.is_whole(frame, lines) else None

    @cached_property
    def _well_formed(self) -> str:
        return _proof.well_formed(self.delimiter, self.quote, len(self.names))

    def _good(self, text: pl.Series, block: bytes) -> pl.Series:
        """Which lines are by themselves a record with as many fields as the header."""
        fits = (text.str.count_matches(self.delimiter, literal=True) == len(self.names) - 1).fill_null(
            value=False
        )
        if self.quote and self.quote.encode() in block:
            quoted = text.str.contains(self.quote, literal=True).fill_null(value=False)
            fits = (fits & ~quoted) | self._well_quoted(text, quoted)
        for mark in strange(block):
            fits &= ~text.str.contains(mark, literal=True).fill_null(value=False)
        return fits

    def _well_quoted(self, text: pl.Series, quoted: pl.Series) -> pl.Series:
        if quoted.all():
            return text.str.contains(self._well_formed)
        places = quoted.arg_true()
        return pl.zeros(len(text), dtype=pl.Boolean, eager=True).scatter(
            places, text.gather(places).str.contains(self._well_formed)
        )

    def _blank(self, text: pl.Series) -> pl.Series:
        spaces = " " if self.delimiter == "\t" else " \t"
        return text.is_null() | (text.str.strip_chars(spaces) == "").fill_null(value=True)

    def _read(self, block: bytes) -> pl.DataFrame:
        schema = dict.fromkeys(self.names, pl.String())
        if not block:
            return pl.DataFrame(schema=schema)
        frame = pl.read_csv(
            block,
            separator=self.delimiter,
            quote_char=self.quote or None,
            has_header=False,
            schema=schema,
            infer_schema=False,
        )
        if self.quote and 2 * self.quote.encode() in block:
            frame = frame.with_columns(pl.when(pl.col(n) != "").then(pl.col(n)).alias(n) for n in self.names)
        return frame

    def _mixed(self, lines: Lines, good: pl.Series, odd: list[int], final: bool) -> pl.DataFrame:
        kept = lines.text.to_frame().filter(good)
        out = io.BytesIO()
        kept.write_csv(out, include_header=False, quote_style="never")
        numbers = (good.arg_true().cast(pl.Int64) + self.line).alias("line")
        frame = self._read(out.getvalue()).with_columns(numbers, *_NO_PROBLEM)
        walked, end = self._walked(lines, good, odd, final)
        self.line += end
        schema = {**dict.fromkeys(self.names, pl.String()), **_ENDING}
        odd_rows = pl.DataFrame(walked, schema=schema, orient="row")
        return pl.concat([frame, odd_rows]).sort("line")

    def _walked(
        self, lines: Lines, good: pl.Series, odd: list[int], final: bool
    ) -> tuple[list[tuple[str | int | None, ...]], int]:
        """The rows of the odd lines, and how many lines of the block are done with; the rest waits for the next."""
        rows: list[tuple[str | int | None, ...]] = []
        following, count = 0, len(good)
        for at in odd:
            if at < following:
                continue
            record, following = self._record(lines, good, at, count)
            if record is None and not final:
                self._carry = "".join(lines.whole(i) for i in range(at, count)).encode()
                return rows, at
            if record is None:
                record, following = self._alone(lines.whole(at)), at + 1
            rows.append(self._row(record, self.line + at))
        return rows, count

    def _alone(self, whole: str) -> Record:
        record = Record(self.delimiter, self.quote)
        record.add(whole)
        return record

    def _record(self, lines: Lines, good: pl.Series, at: int, count: int) -> tuple[Record | None, int]:
        """The record that begins at a line and where the next begins; None when the block ends inside it."""
        record = self._alone(lines.whole(at))
        if not record.open:
            return record, at + 1
        for following in range(at + 1, at + MOST_LINES):
            if following >= count:
                return None, at + 1
            if good[following] or len(record.raw) > MOST_TEXT:
                break
            record.add(lines.whole(following))
            if record.open:
                continue
            if record.fault is None and len(record.fields) == len(self.names):
                return record, following + 1
            break
        return self._alone(lines.whole(at)), at + 1

    def _row(self, record: Record, line: int) -> tuple[str | int | None, ...]:
        problem = self._problem(record)
        if problem is None:
            return (*(value or None for value in record.fields), line, None, None)
        return (*(None for _ in self.names), line, shown(record.raw), problem)

    def _problem(self, record: Record) -> str | None:
        if MARK in record.raw or DESTROYED in record.raw:
            return "encoding"
        if "\0" in record.raw:
            return "nul_byte"
        if record.open:
            return UNCLOSED
        if record.fault:
            return STRAY
        if len(record.fields) == len(self.names):
            return None
        return FEW if len(record.fields) < len(self.names) else MANY


_ENDING = {"line": pl.Int64(), "raw": pl.String(), "problem": pl.String()}
_NO_PROBLEM = (pl.lit(None, pl.String).alias("raw"), pl.lit(None, pl.String).alias("problem"))


def rows(splitter: Splitter, blocks: Iterator[bytes]) -> Iterator[pl.DataFrame]:
    """The rows of all blocks, a frame per block; nothing is left over at the end."""
    waiting: tuple[bytes, int] | None = None
    width = len(splitter.names)
    for piece in chain.from_iterable(_light(whole, width) for whole in blocks):
        if waiting is not None:
            yield splitter.rows(waiting[0], final=False, breaks=waiting[1])
        waiting = piece
    if waiting is not None:
        yield splitter.rows(waiting[0], final=True, breaks=waiting[1])


def _light(block: bytes, width: int) -> Iterator[tuple[bytes, int]]:
    """The block in pieces of whole lines whose rows weigh at most a batch: short lines make many rows.

    Each with the number of its line feeds.
    """
    breaks = block.count(b"\n")
    lines = breaks or block.count(b"\r")
    if lines <= 1 or lines * _bounds.CELL * (width + len(_ENDING)) <= _bounds.BATCH:
        yield block, breaks
        return
    mark = b"\n" if breaks else b"\r"
    middle = block.find(mark, len(block) // 2) + 1 or block.rfind(mark, 0, len(block) - 1) + 1
    if not 0 < middle < len(block):
        yield block, breaks
        return
    yield from _light(block[:middle], width)
    yield from _light(block[middle:], width)
