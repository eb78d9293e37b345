"""Numbers as people and programs write them, by the marks of a feed: exact, or none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tillhouse.retail.written.decimals import bared, decimals, pointed
from tillhouse.retail.written.numbers import FORM, READINGS

POINT, COMMA, US, GERMAN = (".", ""), (",", ""), (".", ","), (",", ".")
FRENCH, SWISS = (",", " "), (".", "'")


def read(text: str, marks: tuple[str, str]) -> Decimal | None:
    found: Decimal | None = decimals(pl.Series([text, "1", None]), *marks)[0]
    return found


WRITTEN: tuple[tuple[str, tuple[str, str], str | None], ...] = (
    # plain
    ("6", POINT, "6"),
    ("+6", POINT, "6"),
    (" 6 ", POINT, "6"),
    ("-0", POINT, "0"),
    (".5", POINT, "0.5"),
    ("12.", POINT, "12"),
    ("1.123456000", POINT, "1.123456"),
    ("2.55", COMMA, None),
    ("2,55", COMMA, "2.55"),
    # currencies before and behind
    ("$5.00", POINT, "5"),
    ("R$ 1.234,50", GERMAN, "1234.5"),
    ("5,00 €", COMMA, "5"),
    ("5,00\u00a0€", COMMA, "5"),
    ("EUR 5", POINT, "5"),
    ("USD5.00", POINT, "5"),
    ("5.00 usd", POINT, None),
    ("$5.00 USD", POINT, "5"),
    ("kr. 5", POINT, "5"),
    ("CHF 1'234.50", SWISS, "1234.5"),
    ("zł 5", POINT, "5"),
    ("XYZ 5", POINT, None),
    ("5 MIL", POINT, None),
    # units behind
    ("0,532 kg", COMMA, "0.532"),
    ("1.250,5 KG", GERMAN, "1250.5"),
    ("-2 Stk.", POINT, "-2"),
    ("3pcs", POINT, "3"),
    ("500 g", POINT, None),
    ("2 kg x", POINT, None),
    ("kg", POINT, None),
    ("$", POINT, None),
    # minus
    ("£-3.00", POINT, "-3"),
    ("-£3.00", POINT, "-3"),
    ("- £ 3.00", POINT, "-3"),
    ("(1.00)", POINT, "-1"),
    ("($1,234.50)", US, "-1234.5"),
    ("$(5.00)", POINT, "-5"),
    ("(5,00 €)", COMMA, "-5"),
    ("1.00-", POINT, "-1"),
    ("1.00 -", POINT, "-1"),
    ("5,00- €", COMMA, "-5"),
    ("\u22121.00", POINT, "-1"),
    ("\u20131.00", POINT, "-1"),
    ("(-1.00)", POINT, None),
    ("-1.00-", POINT, None),
    ("--1", POINT, None),
    ("+-1", POINT, None),
    ("(1.00", POINT, None),
    ("5,-", COMMA, None),
    # groups
    ("1,234", US, "1234"),
    ("1,234", POINT, None),
    ("1,23,456.00", US, "123456"),
    ("12,34", US, None),
    ("0,123", US, None),
    ("1 234,5", FRENCH, "1234.5"),
    ("1\u202f234\u2009567,5", FRENCH, "1234567.5"),
    ("1 2345", FRENCH, None),
    ("1\u2019234.50", SWISS, "1234.5"),
    ("1_000", POINT, None),
    # noise of binary numbers
    ("0.30000000000000004", POINT, "0.3"),
    ("2.5500000000000003", POINT, "2.55"),
    ("0.8999999999999999", POINT, "0.9"),
    ("-1234.5600000000001", POINT, "-1234.56"),
    ("0,30000000000000004", COMMA, "0.3"),
    ("123456789.55000001", POINT, "123456789.55"),
    ("429496730.27999997", POINT, "429496730.28"),
    ("2576980381.6799994", POINT, None),
    ("0.333333333333333", POINT, None),
    ("1.123456789", POINT, None),
    ("0.0000005", POINT, None),
    ("999999999999.9999999999", POINT, None),
    # powers of ten
    ("1.5E+2", POINT, "150"),
    ("1e3", POINT, "1000"),
    ("1,5E+2", COMMA, "150"),
    ("5e-05", POINT, "0.00005"),
    ("1.5e-06", POINT, None),
    ("4.00638E+12", POINT, None),
    ("1e309", POINT, None),
    # what is none
    ("", POINT, None),
    (".", POINT, None),
    ("-", POINT, None),
    ("NaN", POINT, None),
    ("N/A", POINT, None),
    ("0x10", POINT, None),
    ("１２", POINT, None),
    ("5 %", POINT, None),
    ("5 5", POINT, None),
)


@pytest.mark.parametrize(
    ("text", "marks", "expected"), WRITTEN, ids=[f"{text!r}{m}" for text, m, _ in WRITTEN]
)
def test_a_number_as_written_is_exact_or_none(
    text: str, marks: tuple[str, str], expected: str | None
) -> None:
    assert read(text, marks) == (Decimal(expected) if expected else None)


COIN = st.sampled_from(["", "$", "R$", "€ ", "EUR ", "USD"])
MONEY = st.decimals(-(10**9), 10**9, places=2)


@given(MONEY, COIN, st.sampled_from(READINGS))
@example(Decimal("-1234567.89"), "R$", (",", "."))
def test_an_amount_is_read_back_however_it_is_written(
    amount: Decimal, coin: str, marks: tuple[str, str]
) -> None:
    point, group = marks
    plain = f"{abs(amount):,.2f}".replace(",", "G").replace(".", point).replace("G", group)
    ways = [f"-{coin}{plain}", f"{coin}-{plain}", f"({coin}{plain})", f"{plain}-", f"\u2212{plain} {coin}"]
    for text in ways if amount < 0 else [f"{coin}{plain}", f"{plain} {coin}", f"+{plain}"]:
        assert read(text, marks) == amount, text


@given(st.floats(-(10.0**6), 10.0**6).map(lambda value: round(value, 2)), st.integers(1, 30))
def test_the_noise_of_sums_of_prices_is_taken_off(price: float, times: int) -> None:
    text = format(Decimal(repr(sum([price] * times))), "f")
    found = read(text, POINT)
    exact = Fraction(Decimal(repr(price))) * times
    digits = len(text.replace(".", "").replace("-", "").lstrip("0"))
    if digits >= 15:
        assert found is None or Fraction(found) == exact


def test_marks_are_tried_on_what_is_bared_once() -> None:
    bare = bared(pl.Series("bare", ["$1,234.50", "1.234,50 €", "EUR 5"])).to_frame()
    fits = {
        marks: bare.select(pointed(pl.col("bare"), *marks).str.contains(FORM)).to_series().to_list()
        for marks in (US, GERMAN, POINT)
    }
    assert fits == {US: [True, False, True], GERMAN: [False, True, True], POINT: [False, False, True]}


def test_a_reader_that_takes_brackets_for_nothing_is_found() -> None:
    """The control: what the table above asks is not what a plain cast gives."""
    assert pl.Series(["(1.00)"]).str.strip_chars("()").cast(pl.Decimal(18, 6))[0] != read("(1.00)", POINT)


@pytest.mark.parametrize("text", ["0.000000", "1.500000"])
def test_a_text_that_is_its_number_is_a_number_all_the_same(text: str) -> None:
    assert decimals(pl.Series([text]), *POINT).dtype == pl.Decimal(18, 6)
