"""The registry of metrics: each says what it is."""

from __future__ import annotations

import pytest

from tillhouse.errors import UnknownName
from tillhouse.metrics.definitions import METRICS, metric
from tillhouse.metrics.formulas import Change, Count, Ratio
from tillhouse.retail.events import EVENTS, FATES, LINE_TYPES


@pytest.mark.parametrize("name", [m.name for m in METRICS])
def test_a_metric_says_what_it_is(name: str) -> None:
    said = metric(name).definition()
    assert all(said.values())
    for sentence in ("meaning", "excludes", "adds_up"):
        assert said[sentence].endswith(".")
        assert said[sentence][0].isupper()
    for part in metric(name).parts:
        assert part.lines.fate in FATES
        assert set(part.lines.events) <= set(EVENTS)
        assert set(part.lines.line_types) <= set(LINE_TYPES)


def test_names_are_told_apart() -> None:
    assert len({one.name for one in METRICS}) == len(METRICS)


def test_any_metric_can_be_asked_for_its_change() -> None:
    found = metric("repeat_rate_year_over_year")
    assert isinstance(found.formula, Change)
    assert (found.formula.of, found.formula.back, found.unit) == (metric("repeat_rate"), "year", "share")
    assert metric("revenue_month_over_month") in METRICS


@pytest.mark.parametrize(
    "name", ["revenu", "_month_over_month", "revenue_month_over_month_month_over_month", "revenue_over_year"]
)
def test_other_names_are_corrected(name: str) -> None:
    with pytest.raises(UnknownName):
        metric(name)


def test_units_follow_from_the_formula() -> None:
    assert {
        name: metric(name).unit for name in ("revenue", "units", "orders", "return_rate", "repeat_rate")
    } == {
        "revenue": "money",
        "units": "units",
        "orders": "orders",
        "return_rate": "share",
        "repeat_rate": "share",
    }
    assert metric("average_order_value").unit == "money per order"
    assert metric("items_per_order").unit == "units per order"
    assert metric("revenue_per_customer").unit == "money per customer"


def test_the_tax_basis_is_said_of_money_alone() -> None:
    for one in METRICS:
        assert (one.tax_basis == "none") == ("money" not in one.unit and not _holds_money(one.name)), one.name


def _holds_money(name: str) -> bool:
    return any(part.unit == "money" for part in metric(name).parts)


def test_counts_and_quotients_say_that_they_do_not_add_up() -> None:
    for one in METRICS:
        adds_up = one.formula.adds_up
        if isinstance(one.formula, Ratio | Change):
            assert adds_up.startswith("Over nothing")
        elif isinstance(one.formula, Count):
            assert adds_up.startswith("Over periods that" if one.formula.which == "new" else "Over nothing")
        else:
            assert adds_up.startswith("Over every dimension")
