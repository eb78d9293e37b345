"""Settings as the record of a release keeps them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tillhouse.retail.calendar import Calendar
from tillhouse.settings.customers import Customers
from tillhouse.settings.products import Products
from tillhouse.settings.rates import Rates
from tillhouse.settings.recorded import recorded, remade
from tillhouse.settings.settings import Settings

ADDRESS = "https://rates.example.org/{date}?key=s3cret"


@pytest.mark.parametrize(
    "group",
    [
        Calendar(week_starts="Monday", promotions=("2011-11-25 Black Friday",)),
        Customers("2011-11-30"),
        Products({"yoga mat": "sports"}, {"acme": "Acme"}),
        Rates(to="EUR", max_age=3),
    ],
)
def test_a_group_comes_back_from_its_record(group: object) -> None:
    assert remade(type(group)(), recorded(group)) == group


def test_every_group_that_tables_ask_for_can_be_recorded() -> None:
    for group in Settings(Path()).given.values():
        assert remade(group, recorded(group)) == group


def test_conversions_depend_on_the_currency_and_the_age_alone() -> None:
    assert recorded(Rates("a.csv", "GBP", timeout=1)) == recorded(Rates(ADDRESS, "GBP"))
    assert len({recorded(Rates(to=to, max_age=age)) for to in ("GBP", "EUR") for age in (1, 2)}) == 4


def test_no_address_is_recorded_and_the_present_one_stays() -> None:
    assert "s3cret" not in recorded(Rates(ADDRESS))
    assert remade(Rates("b.csv", "USD"), recorded(Rates(ADDRESS, "GBP"))) == Rates("b.csv", "GBP")


def test_a_field_that_is_no_more_is_passed_over() -> None:
    text = recorded(Customers("2011-11-30")).replace("}", ', "gone": 1}')
    assert remade(replace(Customers()), text) == Customers("2011-11-30")
