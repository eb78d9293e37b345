"""Codes that a spreadsheet changed are found by what they look like; codes that a shop may use are not."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources import damaged_codes


def found(*codes: str | None) -> dict[str, list[str]]:
    return {
        what: values.to_list() for what, values in damaged_codes(pl.Series("code", codes, pl.String)).items()
    }


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("4.00638E+12", "written with an exponent"),
        ("4,00638e+12", "written with an exponent"),
        (" 5E+15 ", "written with an exponent"),
        ("400638123456789000", "rounded to 15 digits"),
        ("3-Mar", "turned into a date"),
        ("03. Mär", "turned into a date"),
        ("Mar-03", "turned into a date"),
        ("#N/A", "the error of a formula"),
        ("#REF!", "the error of a formula"),
    ],
)
def test_what_happened_to_a_code_is_told(code: str, what: str) -> None:
    assert found("85123A", code, None, code) == {what: [code.strip()]}


@pytest.mark.parametrize(
    "code",
    [
        "1E5",
        "12E3",
        "E+12",
        "400638123456",
        "4006381234567890123",
        "MAR-1234",
        "MARCH",
        "3-4",
        "#1001",
        "0012",
        "90.750",
    ],
)
def test_codes_that_a_shop_may_use_are_left_alone(code: str) -> None:
    assert found("85123A", code) == {}


def test_a_zero_at_the_end_of_a_long_number_may_be_chance() -> None:
    by_chance = [f"40063812345678{number:02}" for number in range(5, 25)]
    assert found(*by_chance, "4006381234567890") == {}
    assert found(*by_chance[:2], *(f"{code}00" for code in range(10**14, 10**14 + 5))) != {}


def test_nothing_is_found_in_nothing() -> None:
    assert found() == found(None) == {}
