"""Exact parts of money, in whole numbers of 128 bits: engines round quotients of decimals each in their own way."""

from __future__ import annotations

import polars as pl


def share(amount: pl.Expr, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """``amount * part / whole`` in millionths, halves away from zero, as decimal(38,6); null where whole is 0."""
    product = amount.cast(pl.Decimal(38, 6)).to_physical().cast(pl.Int128) * part.cast(pl.Int128)
    size = pl.when(whole != 0).then(whole.cast(pl.Int128).abs())
    whole_units = (2 * product.abs() + size) // (2 * size)
    negative = (product < 0) != (whole < 0)
    millionths = pl.when(negative).then(whole_units * -1).otherwise(whole_units)
    return _from_millionths(millionths)


def _from_millionths(value: pl.Expr) -> pl.Expr:
    return (value.cast(pl.Decimal(38, 0)) * pl.lit("0.000001").cast(pl.Decimal(38, 6))).cast(
        pl.Decimal(38, 6)
    )
