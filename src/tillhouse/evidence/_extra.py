"""Columns without a meaning, as text."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def beside(lines: pl.DataFrame, wanted: Callable[[str], bool]) -> dict[str, pl.Series]:
    """The columns of shaped lines without a meaning whose names are wanted; those that hold no plain values not."""
    first = lines["extra"].drop_nulls()
    if first.is_empty():
        return {}
    names = list(filter(wanted, first.head(1).str.json_decode(infer_schema_length=1).struct.fields))
    try:
        return _texts(lines["extra"], names)
    except pl.exceptions.ComputeError:
        return {name: texts for name in names for texts in _plain(lines["extra"], name)}


def _texts(extra: pl.Series, names: list[str]) -> dict[str, pl.Series]:
    if not names:
        return {}
    read = extra.str.json_decode(pl.Struct(dict.fromkeys(names, pl.String)))
    return {name: read.struct.field(name) for name in names}


def _plain(extra: pl.Series, name: str) -> tuple[pl.Series, ...]:
    """A column by its name, where it holds plain values."""
    try:
        return (_texts(extra, [name])[name],)
    except pl.exceptions.ComputeError:
        return ()
