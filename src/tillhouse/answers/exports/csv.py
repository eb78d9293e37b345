"""CSV: UTF-8, comma, a header line, quotes where needed; missing values empty; what could be a formula disarmed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tillhouse.answers.exports._cells import harmless, moments
from tillhouse.table import Column

if TYPE_CHECKING:
    import polars as pl

STREAMS = True


def write(frame: pl.LazyFrame, columns: Mapping[str, Column], target: Path | IO[bytes]) -> None:
    """Write all rows; decimals with all their places, moments as ``2011-12-09 12:50:00``."""
    ready = frame.with_columns(*harmless(columns), *moments(columns, "%Y-%m-%d %H:%M:%S%.f"))
    ready.sink_csv(target)
