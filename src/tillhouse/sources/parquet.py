"""Parquet files. A damaged one can end the process that decodes it, so another process tries it first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _archive, _bounds, _headers, _named, _trial
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS: tuple[str, ...] = (".parquet", ".pq")
LINES = False
#: Decode all of it as it is read; print how many bytes of values it holds.
_TRIAL = """
import polars
print(sum(f.estimated_size() for f in polars.scan_parquet(sys.argv[1], glob=False).collect_batches()))
"""


def recognises(head: bytes) -> bool:
    """Whether the content begins as a Parquet file does."""
    return head.startswith(b"PAR1")


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide columns, dates and numbers from all rows."""
    with file.local() as path:
        header, scan, pointed = _scan(file, path)
        return _named.reading(
            file,
            header,
            _frames(file, scan),
            hints,
            fixed,
            ("Parquet", *_left_out(path)),
            pointed,
            asides=_named.asides_of(file, header),
            format="parquet",
        )


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The rows as text; ``line`` is the row's number."""
    with file.local() as path:
        header, scan, _ = _scan(file, path)
        asides = _named.asides_of(file, header, feed)
        yield from _named.aligned(file, header, map(asides.without, _frames(file, scan)), feed)


def records(file: Opened, feed: Feed) -> int:
    """The rows that the file's own footer states, less those that are no records."""
    import polars as pl

    with file.local() as path:
        header, scan, _ = _scan(file, path)
        stated = int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
        return stated - _named.asides_of(file, header, feed).among(scan)


def _scan(file: Opened, path: Path) -> tuple[tuple[str, ...], pl.LazyFrame, set[str]]:
    """The header, the values as text, and which columns hold numbers."""
    import polars as pl

    _refuse_damaged(file, path)
    scan = pl.scan_parquet(path, glob=False)
    schema = {name: kind for name, kind in scan.collect_schema().items() if not kind.is_nested()}
    bad = [name for name, kind in schema.items() if kind in {pl.Binary, pl.Object}]
    if bad:
        raise UnreadableFile(f"{file.name} holds bytes, not text, in column {', '.join(bad)}.")
    header = _headers.cleaned(file.name, list(schema))
    texts = [
        _as_text(name, kind).alias(new) for new, (name, kind) in zip(header, schema.items(), strict=True)
    ]
    numbers = {new for new, kind in zip(header, schema.values(), strict=True) if kind.is_numeric()}
    return header, scan.select(texts), numbers


def _left_out(path: Path) -> list[str]:
    """Lists and structures have no place among columns of text."""
    import polars as pl

    schema = pl.scan_parquet(path, glob=False).collect_schema()
    nested = [name for name, kind in schema.items() if kind.is_nested()]
    return [f"left out: {', '.join(nested)} (nested)"] if nested else []


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    import polars as pl

    column = pl.col(name)
    if kind == pl.Datetime:
        zone = "%z" if isinstance(kind, pl.Datetime) and kind.time_zone else ""
        whole = column.dt.to_string(f"%Y-%m-%d %H:%M:%S{zone}")
        parts = column.dt.to_string(f"%Y-%m-%d %H:%M:%S%.f{zone}")
        return pl.when(column.dt.nanosecond() == 0).then(whole).otherwise(parts)
    if kind.is_float():
        text = column.cast(pl.String)
        return pl.when(text.str.contains("e", literal=True)).then(text.map_batches(_expanded)).otherwise(text)
    text = column.cast(pl.String)
    return pl.when(text != "").then(text)


def _expanded(text: pl.Series) -> pl.Series:
    """Floats written with an exponent, without it."""
    from decimal import Decimal

    import polars as pl

    values = text.filter(text.str.contains("e", literal=True).fill_null(value=False)).unique()
    plain = pl.Series([format(Decimal(value), "f") for value in values], dtype=pl.String)
    return text.replace(values, plain)


def _frames(file: Opened, scan: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    import polars as pl

    line = 1
    none = (pl.lit(None, pl.String).alias("raw"), pl.lit(None, pl.String).alias("problem"))
    for frame in _bounds.gathered(_short(file, scan.collect_batches())):
        numbers = pl.int_range(line, line + len(frame), dtype=pl.Int64, eager=True).alias("line")
        yield frame.with_columns(numbers, *none)
        line += len(frame)


def _short(file: Opened, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames, none of whose records is longer than one may be; of each, the longest values decide."""
    import polars as pl

    line = 1
    for frame in frames:
        longest = frame.select(pl.all().str.len_bytes().max()).sum_horizontal()[0] if len(frame) else 0
        if longest > _bounds.LONGEST_RECORD:
            sizes = frame.select(pl.sum_horizontal(pl.all().str.len_bytes())).to_series()
            worst = sizes.arg_max() or 0
            _bounds.refuse_long(file.name, line + worst, sizes[worst])
        yield frame
        line += len(frame)


def _refuse_damaged(file: Opened, path: Path) -> None:
    verdict = _trial.tried(path, _TRIAL)
    if _trial.is_too_much(verdict.problem):
        raise UnreadableFile(
            f"{file.name} is refused: {verdict.problem}.",
            "Write it again in row groups of at most 100,000 rows, or without the column that is so long.",
        )
    if verdict.problem:
        raise UnreadableFile(
            f"{file.name} is a damaged Parquet file: {verdict.problem}.", "Write it again from its source."
        )
    _archive.refuse_bomb(file.name, path.stat().st_size, int(verdict.said or 0))


if TYPE_CHECKING:
    from tillhouse.sources import parquet as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
