"""Parquet files. A damaged one can end the process that decodes it, so another process tries it first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _headers, _named
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS = (".parquet", ".pq")
_ROWS = 200_000
_SECONDS = 600
_TRIAL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import polars
for _ in polars.scan_parquet(sys.argv[1], glob=False).collect_batches(chunk_size=200_000):
    pass
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
            _frames(scan),
            hints,
            fixed,
            ("Parquet", *_left_out(path)),
            pointed,
            format="parquet",
        )


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The rows as text; ``line`` is the row's number."""
    with file.local() as path:
        header, scan, _ = _scan(file, path)
        yield from _named.aligned(file, header, _frames(scan), feed)


def records(file: Opened, feed: Feed) -> int:  # noqa: ARG001 (the same words for every source)
    """The rows that the file's own footer states."""
    import polars as pl

    with file.local() as path:
        _refuse_damaged(file, path)
        return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


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
        zone = "%z" if getattr(kind, "time_zone", None) else ""
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


def _frames(scan: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    import polars as pl

    line = 1
    none = (pl.lit(None, pl.String).alias("raw"), pl.lit(None, pl.String).alias("problem"))
    for frame in scan.collect_batches(chunk_size=_ROWS):
        numbers = pl.int_range(line, line + len(frame), dtype=pl.Int64, eager=True).alias("line")
        yield frame.with_columns(numbers, *none)
        line += len(frame)


def _refuse_damaged(file: Opened, path: Path) -> None:
    stat = path.stat()
    problem = _trial(path, stat.st_mtime_ns, stat.st_size)
    if problem:
        raise UnreadableFile(
            f"{file.name} is a damaged Parquet file: {problem}.", "Write it again from its source."
        )


@lru_cache(maxsize=1024)
def _trial(path: Path, _changed: int, _size: int) -> str:
    """Decode all of the file in another process; why that failed, or nothing."""
    command = [sys.executable, "-c", _TRIAL, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"it cannot be decoded in {_SECONDS} seconds"
    if done.returncode == 0:
        return ""
    said = [
        line
        for line in done.stderr.decode(errors="replace").splitlines()
        if "Error" in line or "panicked" in line
    ]
    return said[-1][:200].rstrip(".") if said else "its decoder stopped"
