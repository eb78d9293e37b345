"""JSON records that hold their lines in a list: which list that is, and what the lines look like one to a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tillhouse.dialects import recognised
from tillhouse.errors import UnmappedHeader
from tillhouse.retail.nested import elements, exploded, holder, names_within, pieces
from tillhouse.settings.feed import Feed
from tillhouse.sources import _headers, _named
from tillhouse.sources._meant import SAVED
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import ENDING, Reading

if TYPE_CHECKING:
    import polars as pl

#: What makes elements of a list lines: at least two of these are named in them, and one is of the second set.
_GOODS = frozenset({"stock_code", "description", "quantity", "unit_price", "amount"})
_MEASURED = frozenset({"quantity", "unit_price", "amount"})
#: What a column of the record says of all of it, and never of each line.
_OF_LINES = frozenset({"quantity", "unit_price", "amount", "gross_amount", "discount", "tax"})
_MONEY = frozenset({"unit_price", "amount", "gross_amount"})
_SAMPLE = 500


@dataclass(frozen=True)
class Nested:
    """How records are taken apart. lines: the list. paths: what is wanted besides all that an element says, each with
    what stands for it where the data do not have it.

    named: whether a dialect or a feed names the columns; else a line's own names count before those of its record.
    """

    lines: str
    paths: tuple[tuple[str, ...], ...]
    named: bool


def found(file: Opened, first: pl.DataFrame, hints: Feed, fixed: Collection[str]) -> Nested | None:
    """How the records of a file are taken apart, None where each is one line. first: its first batch."""
    given = [(path,) for path in hints.columns.values()] if "columns" in fixed else []
    if SAVED in fixed or "lines" in fixed:
        return Nested(hints.lines, tuple(given), bool(given)) if hints.lines else None
    names = [name for name in first.columns if name not in ENDING]
    dialect = file.dialects.get(hints.dialect) if "dialect" in fixed else recognised(names, file.dialects)
    if dialect is not None:
        lines = str(dialect.feed.get("lines", ""))
        return Nested(lines, (*dialect.columns.values(), *given), named=True) if lines else None
    lines = _likely(first.head(_SAMPLE), names)
    return Nested(lines, tuple(given), named=False) if lines else None


def _likely(first: pl.DataFrame, names: Iterable[str]) -> str:
    """The list whose elements look most like goods; empty where none does."""
    scores = {name: _score(first, name) for name in names if _holds_objects(first[name])}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] > 1 else ""


def _holds_objects(column: pl.Series) -> bool:
    return bool(column.str.contains(r"^\[\s*\{").any())


def _score(first: pl.DataFrame, name: str) -> int:
    own = [one.removeprefix(f"{name}.") for one in exploded(first, name, (), every=True).columns]
    try:
        means = _headers.mapping("", [one for one in own if one not in first.columns], {}).keys()
    except UnmappedHeader:
        return 0
    return len(means & _GOODS) if means & _MEASURED else 0


def reading(
    file: Opened,
    frames: Iterable[pl.DataFrame],
    nested: Nested,
    hints: Feed,
    fixed: Collection[str],
    fact: str,
) -> Reading:
    """What the lines of the records decide. frames: all batches of the file."""
    rows = iter(frames)
    first = next(rows)
    taken = _taken(first, nested)
    known = {name: name for name in taken.columns if name not in (*ENDING, "part")}
    spelled = known if nested.named else _bare(known, nested.lines)
    counted = [len(first)]
    hints = replace(
        hints,
        lines=nested.lines,
        columns={meaning: spelled.get(name, name) for meaning, name in hints.columns.items()},
    )
    lines = (frame.rename(spelled) for frame in _rest(taken, rows, nested, [*known], counted))
    header = [*spelled.values()]
    facts = (fact, f"the lines of a record are in {nested.lines}")
    asides = _named.asides_of(file, header)
    read = _named.reading(file, header, lines, hints, fixed, facts, header, asides=asides, format="json")
    records = sum(counted) - sum(one.rows for one in read.left_out)
    return _as_written(replace(read, records=records), {new: old for old, new in spelled.items()})


def _taken(first: pl.DataFrame, nested: Nested) -> pl.DataFrame:
    """The first batch, one line a row, with the wanted paths for which there is something in it."""
    apart = elements(first, nested.lines)
    every = (*first.columns, "part", nested.lines, *names_within(apart, nested.lines))
    within = [[path for path in paths if holder(path, every)] for paths in nested.paths]
    rivals = [path for paths in within if len(paths) > 1 for path in paths]
    said = exploded(first, nested.lines, rivals, found=apart) if rivals else first
    # Of several that could hold it, the first with values; a list that is empty so far may be filled later.
    wanted = [
        next((path for path in paths if _has_values(said, path)), paths[0]) for paths in within if paths
    ]
    fields = [name for name in first.columns if name not in ENDING]
    return exploded(first, nested.lines, [*wanted, *fields], every=True, found=apart).drop(
        [path for paths in within for path in paths if path in every and path not in wanted]
    )


def _has_values(frame: pl.DataFrame, path: str) -> bool:
    return path in frame.columns and frame[path].null_count() < len(frame)


def _rest(
    first: pl.DataFrame,
    rest: Iterable[pl.DataFrame],
    nested: Nested,
    names: Sequence[str],
    counted: list[int],
) -> Iterator[pl.DataFrame]:
    """All batches with the columns of the first, one line a row."""
    import polars as pl

    yield first.select(*names, *ENDING)
    for frame in rest:
        counted.append(len(frame))
        for piece in pieces(frame, nested.lines):
            lines = exploded(piece, nested.lines, names)
            lacking = [pl.lit(None, pl.String).alias(name) for name in names if name not in lines.columns]
            yield lines.with_columns(lacking).select(*names, *ENDING)


def _bare(names: Iterable[str], lines: str) -> dict[str, str]:
    """Names as people would write them over a table of lines: a line's as they are, its order's with `order`."""
    own = {name: name.removeprefix(f"{lines}.") for name in names if name.startswith(f"{lines}.")}
    own = {name: f"item {bare}" if bare in (*ENDING, "part") else bare for name, bare in own.items()}
    taken = {bare.casefold() for bare in own.values()}
    has_money = any({*_meanings(bare)} & _MONEY for bare in own.values())
    return {name: own.get(name) or _of_order(name, taken, has_money) for name in names}


def _of_order(name: str, taken: Collection[str], has_money: bool) -> str:
    """A column of the record: as it is, or named as the order's where it would be taken for one of each line.

    has_money: whether lines say their money; then no column of the record is that of each line.
    """
    longer = f"order {name}"
    if has_money and {*_meanings(longer)} & _MONEY and {*_meanings(name)} & _MONEY:
        return f"record {name}"
    if name.casefold() in taken or {*_meanings(name)} & _OF_LINES:
        return longer
    means = _meanings(longer)
    return longer if "invoice_no" in means or (means and not _meanings(name)) else name


def _meanings(name: str) -> Collection[str]:
    try:
        return _headers.mapping("", [name], {}).keys()
    except UnmappedHeader:
        return ()


def _as_written(read: Reading, written: Mapping[str, str]) -> Reading:
    """The reading under the names of the file."""
    columns = {meaning: written.get(name, name) for meaning, name in read.feed.columns.items()}
    return replace(
        read,
        feed=replace(read.feed, columns=columns),
        header=tuple(written.get(name, name) for name in read.header),
        unmapped=tuple(written.get(name, name) for name in read.unmapped),
        evidence=tuple(replace(one, header=written.get(one.header, one.header)) for one in read.evidence),
    )
