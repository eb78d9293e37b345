from __future__ import annotations

import polars as pl
import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.sources._numbers import NumberTally, marks


def tally(*values: str, header: str = "Price") -> NumberTally:
    found = NumberTally(header)
    found.add(pl.Series(header, values))
    return found


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "-2"], (".", "")),
        (["2.55", ".5", "-0.001"], (".", "")),
        (["2,55", "1"], (",", "")),
        (["1,234.56", "1,000"], (".", ",")),
        (["1.234,56", "1.000"], (",", ".")),
        (["1 234.50", "2.5"], (".", " ")),
        (["1'234.50"], (".", "'")),
        (["R$ 1.234,50", "(2,00)"], (",", ".")),
        (["$1,234.50", "$2.00-"], (".", ",")),
        (["1\u2019234.50 CHF"], (".", "'")),
        (["5,00\u00a0\u20ac", "\u22123,00 \u20ac"], (",", "")),
        (["1,23,456.00", "5"], (".", ",")),
        (["1.5E+2", "2.5500000000000003"], (".", "")),
    ],
)
def test_ing_04_the_values_decide_the_marks(values: list[str], expected: tuple[str, str]) -> None:
    found = tally(*values)
    assert marks("f.csv", [found], None, None) == expected
    assert found.confidence(expected) == 1.0


def test_ing_04_a_mark_that_could_be_either_is_not_guessed() -> None:
    with pytest.raises(AmbiguousReading, match=r"1,234 is 1234 .* or 1\.234") as refusal:
        marks("f.csv", [tally("1,234", "2,000")], None, None)
    assert (
        refusal.value.hint
        == "Say which:  tillhouse open f.csv --decimal .\nOr:  tillhouse open f.csv --decimal ,"
    )
    assert marks("f.csv", [tally("1,234")], ".", None) == (".", ",")
    assert marks("f.csv", [tally("1,234")], ",", None) == (",", "")


def test_ing_04_one_column_decides_for_the_others() -> None:
    assert marks("f.csv", [tally("6.000", header="Quantity"), tally("2.55")], None, None) == (".", "")


@pytest.mark.parametrize("value", ["１２", "Infinity", "1e3e9", "---5", "XYZ 2", "0x1F", "1_000", "(1.00"])
def test_ing_04_what_is_not_a_number_fits_nothing(value: str) -> None:
    found = tally(value)
    assert sum(found.fits.values()) == 0
    assert found.misfit == value


def test_a_point_in_a_number_that_was_no_text_is_a_decimal_point() -> None:
    found = NumberTally("Price", pointed=True)
    found.add(pl.Series("Price", ["2.550", "1.000"]))
    assert marks("f.xlsx", [found], None, None) == (".", "")


@pytest.mark.parametrize(
    "word", ["", "\\N", "N/A", "NA", "NULL", "None", "nan", "-", "--", "#N/A", "(blank)"]
)
def test_a_word_for_nothing_says_nothing(word: str) -> None:
    found = tally(word, "2.55")
    assert (found.values, found.misfit, found.confidence((".", ""))) == (1, "", 1.0)
