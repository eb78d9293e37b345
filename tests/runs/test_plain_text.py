"""Costs and rates as people write them, read as sales are."""

from __future__ import annotations

from datetime import date

import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.exchange import rates_in_file
from tillhouse.runs.costing import costs_in_file
from tillhouse.runs.plain_text import plain


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("date,currency,rate\n2011-01-03,USD,1.548\n", "date,currency,rate\n2011-01-03,USD,1.548\n"),
        ("date;currency;rate\n31.12.2011;USD;1,5480\n", "date,currency,rate\n2011-12-31,USD,1.5480\n"),
        ("Date,USD,JPY\n5 Mar 2024,1.5,N/A\n", "Date,USD,JPY\n2024-03-05,1.5,N/A\n"),
        ('stock_code,cost\nNA,"$1,234.50"\n10.0,£2.00\n', "stock_code,cost\nNA,1234.50\n10.0,2.00\n"),
        ("date,currency,rate\n2011-01-03,USD,soon\n", "date,currency,rate\n2011-01-03,USD,soon\n"),
        ("", ""),
    ],
)
def test_numbers_and_dates_become_plain_and_other_text_stays(written: str, expected: str) -> None:
    assert plain(written, "f.csv") == expected


def test_costs_and_rates_are_what_people_wrote() -> None:
    costs = "stock_code;valid_from;cost;currency\n85123A;31.12.2011;1,20 €;EUR\n"
    (cost,) = costs_in_file(plain(costs, "costs.csv"), "costs.csv")
    assert (cost["valid_from"], cost["cost"]) == (date(2011, 12, 31), "1.20")
    rates = 'date,currency,rate\n"Jan 3, 2011",USD,1.5480\n'
    (rate,) = rates_in_file(plain(rates, "rates.csv"), "rates.csv", "GBP")
    assert (rate.day, rate.rate) == (date(2011, 1, 3), "1.5480")


@pytest.mark.parametrize(
    "undecided",
    ['date,currency,rate\n2011-01-03,USD,"1,548"\n', "date,currency,rate\n03/04/2011,USD,1.5\n"],
)
def test_what_values_do_not_decide_is_not_guessed(undecided: str) -> None:
    with pytest.raises(AmbiguousReading) as refusal:
        plain(undecided, "rates.csv")
    assert refusal.value.hint.startswith("Write dates such as")
