from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources._plain_numbers import plain_numbers


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.50", "1,234.50", "(2.00)"], ["1.50", "1234.50", "-2.00"]),
        (["1,50", "1.234,50", "2,00-"], ["1.50", "1234.50", "-2.00"]),
        (["0.752", "2", "1.500"], ["0.752", "2", "1.500"]),
        (["€ 3.99", "R$ 4.00", None], ["3.99", "4.00", None]),
        (["−5", "1 234"], ["-5", "1234"]),
    ],
)
def test_numbers_are_read_as_most_values_show(texts: list[str | None], expected: list[str | None]) -> None:
    assert plain_numbers(pl.Series(texts, dtype=pl.String)).to_list() == expected


def test_a_known_mark_decides() -> None:
    assert plain_numbers(pl.Series(["1.234"]), ",").to_list() == ["1234"]
