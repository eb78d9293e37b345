"""Stored files as Polars reads them, whichever engine wrote them.

Spark leaves the month out of the files of a table by month: it is in the name of their folder alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import polars as pl

from tillhouse.column_types import dtypes


def scanned(files: Sequence[str], types: Mapping[str, str]) -> pl.LazyFrame:
    """The rows of Parquet files of one table, in its declared types; no files give no rows."""
    if not files:
        return pl.LazyFrame(schema=dtypes(types))
    if not by_month(files):
        return pl.scan_parquet(list(files), glob=False).select(list(types))
    folders = dict.fromkeys(_folders(files[0]), pl.String())
    return pl.scan_parquet(list(files), glob=False, hive_partitioning=True, hive_schema=folders).select(
        list(types)
    )


def columns(files: Sequence[str]) -> set[str]:
    """The columns that the files of one table have, what the names of their folders say included."""
    stored = pl.scan_parquet(files[0], glob=False, hive_partitioning=False).collect_schema().names()
    return {*stored, *_folders(files[0])}


def _folders(file: str) -> list[str]:
    return [part.partition("=")[0] for part in PurePath(file).parent.parts if "=" in part]


def by_month(files: Sequence[str]) -> bool:
    """Whether these are files of a table by month."""
    return PurePath(files[0]).parent.name.startswith("month=")
