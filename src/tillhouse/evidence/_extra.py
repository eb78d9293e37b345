"""Columns without a meaning, as text."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def beside(lines: pl.DataFrame, wanted: Callable[[str], bool]) -> dict[str, pl.Series]:
    """The columns of shaped lines without a meaning whose names are wanted; those that hold no plain values not."""
    first = lines["extra"].drop_nulls()
    if first.is_empty():
        return {}
    names = first.head(1).str.json_decode(infer_schema_length=1).struct.fields
    found: dict[str, pl.Series] = {}
    for name in filter(wanted, names):
        try:
            read = lines["extra"].str.json_decode(pl.Struct({name: pl.String}))
        except pl.exceptions.ComputeError:
            continue
        found[name] = read.struct.field(name)
    return found
