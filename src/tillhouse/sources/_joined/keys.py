"""Keys by which rows of one table find a row of another: how they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: Between the values of a key of several columns.
_BETWEEN = "\x1f"
#: Numbers as a spreadsheet, a database and a table of floats write them.
_NUMBER = r"^0*([0-9]+)(?:\.0+)?$"
KEY = "\x1fkey"


def exact(names: Sequence[str]) -> pl.Expr:
    """The key of a row as it is written; null where part of it is missing."""
    import polars as pl

    return pl.concat_str([pl.col(name).str.strip_chars() for name in names], separator=_BETWEEN)


def canonical(names: Sequence[str]) -> pl.Expr:
    """The key of a row without case, leading zeros and the decimals of a whole number."""
    import polars as pl

    said = [pl.col(name).str.strip_chars().str.to_lowercase() for name in names]
    return pl.concat_str([one.str.replace(_NUMBER, "$1") for one in said], separator=_BETWEEN)


def shown(key: str) -> str:
    """A key for people."""
    return " + ".join(key.split(_BETWEEN))
