"""`tillhouse metrics`: what is defined."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call
from tillhouse.metrics.definitions import METRICS


def test_all_metrics_are_listed(call: Call, shop: Path) -> None:
    said = call("metrics", "--json").json
    assert [one["name"] for one in said] == [one.name for one in METRICS]
    assert said == call("why", "--json").json
    assert "retail_week" in call("metrics").out


def test_one_is_defined(call: Call, shop: Path) -> None:
    said = call("metrics", "return_rate", "--json").json
    assert {"name", "meaning", "unit", "tax_basis", "formula", "excludes", "adds_up", "covers"} < set(said)
    assert (said["numerator"], said["denominator"]) == ("returned_sales", "gross_sales")
    answer = call("metrics", "return_rate").out
    assert "returned_sales / gross_sales" in answer


def test_a_change_is_defined_by_what_changes(call: Call, shop: Path) -> None:
    assert "orders of the year before" in call("metrics", "orders_year_over_year").out
    assert "Did you mean orders?" in call("metrics", "order").err
