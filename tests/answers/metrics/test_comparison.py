"""What dimensions can be compared with."""

from __future__ import annotations

import pytest

from tests.shops import Shop
from tillhouse.answers.metrics.comparison import known
from tillhouse.answers.selection import Comparison
from tillhouse.errors import BadQuery, FixTheSetup, UnknownName

WELL = {
    "date": "2011-03-04",
    "month": "2011-03",
    "quarter": "2011-Q1",
    "year": "2011",
    "retail_week": "2011-W05",
    "retail_period": "2011-P02",
}
BADLY = {
    "date": ("2011-1", "2011-99-01", "2011-02-30", "20110304"),
    "month": ("2011-9", "2011-13", "2011", "March"),
    "quarter": ("2011-4", "2011-Q5", "2011-q4"),
    "year": ("abc", "11"),
    "retail_week": ("2011-W5", "2011-W54", "2011-5"),
    "retail_period": ("2011-P2", "2011-P13"),
}


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("name", sorted(WELL))
def test_a_period_is_written_in_its_form(name: str, operator: str, two_currencies: Shop) -> None:
    well = Comparison(name, operator, WELL[name])
    assert known(two_currencies.snapshot, well) == well
    for text in BADLY[name]:
        with pytest.raises(BadQuery) as caught:
            known(two_currencies.snapshot, Comparison(name, operator, text))
        assert f"{name}{operator}20" in str(caught.value.hint), text


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("product", "amazonfee", "AMAZONFEE"),
        ("product", "10001", "10001"),
        ("currency", "eur", "EUR"),
        ("country_code", "ie", "IE"),
    ],
)
def test_codes_are_found_in_small_letters_too(
    name: str, value: str, taken: str, two_currencies: Shop
) -> None:
    for operator in ("=", "!="):
        assert known(two_currencies.snapshot, Comparison(name, operator, value)).value == taken


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("product", "1001", "Did you mean 10001"),
        ("currency", "USD", "Known: EUR, GBP"),
        ("country_code", "XX", "Known: FR, GB, IE"),
        ("event", "sales", "Did you mean sale"),
        ("month", "2031-01", "Did you mean 2011-01"),
    ],
)
def test_what_does_not_occur_is_corrected(name: str, value: str, nearest: str, two_currencies: Shop) -> None:
    with pytest.raises(UnknownName) as caught:
        known(two_currencies.snapshot, Comparison(name, "=", value))
    assert nearest in str(caught.value.hint)


def test_what_is_looked_up_in_analytics_needs_them(two_currencies: Shop) -> None:
    with pytest.raises(FixTheSetup, match="customer_rfm"):
        known(two_currencies.snapshot, Comparison("segment", "=", "Champions"))
