"""A function of text, computed once for each distinct text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

#: Rows that are looked at, and how long runs of equal text have to be on average to be worth taking as one.
_SEEN, _LONG = 4_000, 4


def per_distinct(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``function`` of a series of text; null stays null."""
    if text.null_count() == text.len():
        return function(text.clear()).extend_constant(None, text.len())
    return per_run(text, lambda some: _of_distinct(some, function))


def per_run(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``function`` of a series of text or null, computed once for each run of equal text where runs are long."""
    if not _in_runs(text.head(_SEEN)):
        return function(text)
    runs = text.rle_id()
    short = text.filter(runs.diff().fill_null(1) == 1)
    values = function(short)
    return text if values is short else values.gather(runs).alias(text.name)


def _in_runs(text: pl.Series) -> bool:
    return text.len() == _SEEN and int(text.rle_id()[-1]) * _LONG < _SEEN


def _of_distinct(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    # A dictionary of its own, which goes when this returns: its codes are the places of the distinct texts.
    coded = text.cast(dictionary := pl.Categorical(pl.Categories(str(id(text)), "tillhouse")))
    places = coded.to_physical()
    last: Any = places.max()
    known = pl.int_range((last or 0) + 1, dtype=pl.UInt32, eager=True)
    distinct = known.cat.to(dictionary).cast(pl.String)
    values = function(distinct)
    if values.dtype == text.dtype and distinct.equals(values):
        return text
    return values.gather(places).alias(text.name)
