"""Rows in memory, month by month: the unit in which tables are built, compared and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl


def joined(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows of several frames of the same columns."""
    import polars as pl

    return pl.concat(frames) if frames else pl.DataFrame()


def by_month(table: Table, rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of each month; slices without a copy where each month's rows stand together, as they mostly do."""
    if not table.by:
        return {"": rows}
    if rows.is_empty():
        return {}
    runs = rows["month"].rle().struct.unnest()
    if runs["value"].n_unique() < runs.height:
        return {str(month): some for (month,), some in rows.partition_by("month", as_dict=True).items()}
    starts = runs["len"].cum_sum() - runs["len"]
    return {
        str(month): rows.slice(start, length)
        for month, start, length in zip(runs["value"], starts, runs["len"], strict=True)
    }


def grouped(months: Iterable[str], rows: Mapping[str, int], at_most: int) -> list[list[str]]:
    """Months in groups of that many rows together, in their order; a month that has more is a group of its own."""
    groups: list[list[str]] = []
    together = 0
    for month in months:
        count = rows.get(month, 0)
        if not groups or together + count > at_most:
            groups.append([])
            together = 0
        groups[-1].append(month)
        together += count
    return groups
