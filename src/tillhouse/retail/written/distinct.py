"""A function of text, computed once for each distinct text."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def per_distinct(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``function`` of a series of text; null stays null."""
    if text.null_count() == text.len():
        return function(text.clear()).extend_constant(None, text.len())
    distinct = text.drop_nulls().unique()
    values = function(distinct)
    if values.dtype == text.dtype and distinct.equals(values):
        return text
    return text.replace_strict(distinct, values, default=None, return_dtype=values.dtype)
