"""Numbers in text as exact decimals, on Polars series: each distinct text is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Context, Decimal, InvalidOperation

import polars as pl

from tillhouse.retail.written.distinct import per_distinct
from tillhouse.retail.written.numbers import (
    BARE,
    EXPONENT,
    NEAR,
    NOISY,
    PLAIN,
    SIGNIFICANT,
    Step,
    bare,
    marked,
)

#: Decimal places that prices, quantities and amounts keep; a value with more is not rounded, it is no number.
PLACES = 6
DECIMAL = pl.Decimal(18, PLACES)
_LEAST, _THOUSANDTH, _MILLION = Decimal(1).scaleb(-PLACES), Decimal("0.001"), 10**6
_EXACT = Context(prec=60)
_LARGEST = 10**12


def decimals(text: pl.Series, decimal: str, thousands: str) -> pl.Series:
    """Each text as an exact decimal(18,6); null where it is none, or has more than six places that count."""
    return per_distinct(text, lambda distinct: _decimals(distinct, decimal, thousands))


def numerals(text: pl.Series, decimal: str, thousands: str) -> pl.Series:
    """Each text with a point before its decimals and nothing but digits besides, if it is a number at all."""
    return _of(bared(text), lambda each: pointed(each, decimal, thousands))


def pointed(bared: pl.Expr, decimal: str, thousands: str) -> pl.Expr:
    """`numerals` of what went through `bared` before."""
    return _stepped(bared, marked(decimal, thousands))


def bared(text: pl.Series) -> pl.Series:
    """Each text without what says nothing of the marks: blanks, currencies, brackets."""
    odd = ~text.str.contains(BARE)
    return text.scatter(odd.arg_true(), _of(text.filter(odd), _bared)) if odd.any() else text


def _decimals(text: pl.Series, decimal: str, thousands: str) -> pl.Series:
    found = _plain(_of(text, lambda each: pointed(each, decimal, thousands)))
    odd = found.is_null() & text.is_not_null()
    if not odd.any():
        return found
    numeral = numerals(text.filter(odd), decimal, thousands)
    read = _plain(numeral)
    rare = read.is_null() & numeral.str.contains(EXPONENT + "|" + NOISY)
    if rare.any():
        read = read.scatter(rare.arg_true(), _exact(numeral.filter(rare)))
    return found.scatter(odd.arg_true(), read)


def _plain(text: pl.Series) -> pl.Series:
    return text.set(~text.str.contains(PLAIN), None).cast(DECIMAL)


def _bared(text: pl.Expr) -> pl.Expr:
    return _stepped(text, bare())


def _of(text: pl.Series, function: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """What becomes of each text, all steps at once."""
    return text.alias("text").to_frame().select(function(pl.col("text"))).to_series().alias(text.name)


def _stepped(text: pl.Expr, steps: Iterable[Step]) -> pl.Expr:
    for step in steps:
        changed = text.str.replace_all(step.pattern, step.into.replace("$1", "${1}"))
        fits = text.str.contains(step.guard).fill_null(value=False)
        text = pl.when(fits).then(changed).otherwise(text) if step.guard else changed
    return text


def _exact(numeral: pl.Series) -> pl.Series:
    """What has a power of ten, or the noise of binary numbers: exact to six places, or null."""
    noisy = numeral.str.contains(NOISY) & numeral.str.contains(SIGNIFICANT)
    found = [_rounded(value, near) for value, near in zip(numeral, noisy, strict=True)]
    return pl.Series(found, dtype=DECIMAL)


def _rounded(text: str, is_noisy: bool) -> Decimal | None:
    try:
        value = Decimal(text)
        found = value.quantize(_THOUSANDTH if is_noisy and abs(value) >= _MILLION else _LEAST, context=_EXACT)
    except InvalidOperation:
        return None
    apart = _EXACT.subtract(value, found).copy_abs()
    near = _EXACT.multiply(apart, NEAR) <= value.copy_abs() if is_noisy else not apart
    return found if near and abs(found) < _LARGEST else None
