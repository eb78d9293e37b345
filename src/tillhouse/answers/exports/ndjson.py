"""NDJSON: one JSON object per line; decimals as exact text, moments in ISO 8601, text as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tillhouse.answers.exports._cells import moments
from tillhouse.table import Column

if TYPE_CHECKING:
    import polars as pl

STREAMS = True


def write(frame: pl.LazyFrame, columns: Mapping[str, Column], target: Path | IO[bytes]) -> None:
    """Write all rows, one object each, with every column."""
    frame.with_columns(*moments(columns, "%Y-%m-%dT%H:%M:%S%.f")).sink_ndjson(target)
