"""Exact parts of money, in whole numbers of 128 bits: engines round quotients of decimals each in their own way."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_TOTAL = pl.Decimal(38, 6)
_MILLION = 10**6
#: The numbers below it have room in 64 bits.
_ROOM = 1 << 63


def share(amount: str, part: str, whole: str, types: Mapping[str, pl.DataType]) -> pl.Expr:
    """``amount * part / whole`` of columns in millionths, halves away from zero, as decimal(38,6).

    types: of the columns. Part and whole are integers, or one of them is a decimal. Null where the whole is 0.
    """
    counted = any(types[name].is_decimal() for name in (part, whole))

    def computed(given: pl.Series) -> pl.Series:
        rows = given.struct.unnest()
        quick = _quick(rows, counted)
        return rows.select(_exact(counted)).to_series() if quick is None else quick

    money = pl.col(amount).cast(_TOTAL).alias("amount")
    given = pl.struct(money, pl.col(part).alias("part"), pl.col(whole).alias("whole"))
    return given.map_batches(computed, return_dtype=_TOTAL)


def _quick(rows: pl.DataFrame, counted: bool) -> pl.Series | None:
    """The shares of one whole for all rows, where the numbers have room in 64 bits, which is four times as quick."""
    size = rows["whole"].max()
    if size is None or rows["whole"].null_count() or size != rows["whole"].min() or size <= 0:  # type: ignore[operator]
        return None
    whole = int(size * _MILLION if counted else size)  # type: ignore[arg-type, operator]
    amounts = rows["amount"].to_physical()
    parts = rows["part"].cast(_TOTAL).to_physical() if counted else rows["part"]
    if max(_largest(amounts), _largest(parts)) >= _ROOM:
        return None
    amounts, parts = amounts.cast(pl.Int64), parts.cast(pl.Int64)
    if counted and not whole % _MILLION and not (parts % _MILLION != 0).any():  # whole units, of whole units
        parts, whole = parts // _MILLION, whole // _MILLION
    if 2 * _largest(amounts) * _largest(parts) + whole >= _ROOM:
        return None
    product = amounts * parts
    if whole > 1:
        product = (2 * product.abs() + whole) // (2 * whole) * product.sign()
    return product.cast(pl.Int128).reinterpret(dtype=_TOTAL)


def _largest(numbers: pl.Series) -> int:
    return max(abs(int(numbers.min() or 0)), abs(int(numbers.max() or 0)))  # type: ignore[arg-type]


def _exact(counted: bool) -> pl.Expr:
    parts, wholes = (
        _millionths(name) if counted else pl.col(name).cast(pl.Int128) for name in ("part", "whole")
    )
    product = _millionths("amount") * parts
    size = pl.when(wholes != 0).then(wholes.abs())
    whole_units = (2 * product.abs() + size) // (2 * size)
    negative = (product < 0) != (wholes < 0)
    millionths = pl.when(negative).then(whole_units * -1).otherwise(whole_units)
    return _from_millionths(millionths)


def _millionths(name: str) -> pl.Expr:
    return pl.col(name).cast(_TOTAL).to_physical().cast(pl.Int128)


def _from_millionths(value: pl.Expr) -> pl.Expr:
    return (value.cast(pl.Decimal(38, 0)) * pl.lit("0.000001").cast(_TOTAL)).cast(_TOTAL)
