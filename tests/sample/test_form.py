"""How days, clocks and numbers are written in the two forms."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tillhouse.sample.form import FORMS, _decimal, _quoted


def test_moments():
    latin, utf = FORMS["latin-1"], FORMS["utf-8"]
    assert (latin.day(date(2010, 12, 1)), latin.clock(506)) == ("12/1/2010", "8:26")
    assert (utf.day(date(2010, 12, 1)), utf.clock(506)) == ("2010-12-01", "08:26:00")


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [
        (2550, "2.55"),
        (18000, "18"),
        (1, "0.001"),
        (0, "0"),
        (-11062060, "-11062.06"),
        (100, "0.1"),
        (10, "0.01"),
    ],
)
def test_prices(thousandths: int, text: str):
    assert pl.DataFrame({"p": [thousandths]}).select(_decimal(pl.col("p"))).item() == text


def test_only_text_that_needs_quotes_has_them():
    assert [_quoted(text) for text in ("A B ", "A, B", 'A 12"')] == ["A B ", '"A, B"', '"A 12"""']
