"""Parquet: the declared types, compressed; nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.table import Column

if TYPE_CHECKING:
    import polars as pl

STREAMS = False


def write(frame: pl.LazyFrame, columns: Mapping[str, Column], target: Path) -> None:
    """Write all rows to a path."""
    frame.select(list(columns)).sink_parquet(target, compression="zstd")
