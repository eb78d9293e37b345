"""Exact parts of money, in whole numbers of 128 bits: engines round quotients of decimals each in their own way."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def share(amount: str, part: str, whole: str, types: Mapping[str, pl.DataType]) -> pl.Expr:
    """``amount * part / whole`` of columns in millionths, halves away from zero, as decimal(38,6).

    types: of the columns. Part and whole are integers, or one of them is a decimal. Null where the whole is 0.
    """
    counted = any(types[name].is_decimal() for name in (part, whole))
    parts, wholes = (_millionths(name) if counted else pl.col(name).cast(pl.Int128) for name in (part, whole))
    product = _millionths(amount) * parts
    size = pl.when(wholes != 0).then(wholes.abs())
    whole_units = (2 * product.abs() + size) // (2 * size)
    negative = (product < 0) != (wholes < 0)
    millionths = pl.when(negative).then(whole_units * -1).otherwise(whole_units)
    return _from_millionths(millionths)


def _millionths(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Decimal(38, 6)).to_physical().cast(pl.Int128)


def _from_millionths(value: pl.Expr) -> pl.Expr:
    return (value.cast(pl.Decimal(38, 0)) * pl.lit("0.000001").cast(pl.Decimal(38, 6))).cast(
        pl.Decimal(38, 6)
    )
