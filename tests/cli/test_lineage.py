"""`tillhouse lineage`."""

from __future__ import annotations

import pytest

from tests.cli.calls import Call


def test_a_table_shows_both_directions(call: Call) -> None:
    said = call("lineage", "sales_bridge", "--json").json
    assert {"table": "sales_bridge", "reads": "ledger"} in said["upstream"]
    assert {"table": "ledger", "reads": "raw_sales"} in said["upstream"]
    assert {"table": "daily_sales", "reads": "sales_bridge"} in said["downstream"]
    assert {"table": "monthly_sales", "reads": "daily_sales"} in said["downstream"]


def test_a_column_is_drawn_down_to_the_delivered_text(call: Call) -> None:
    text = call("lineage", "monthly_sales.net_sales").out
    lines = [line.strip(" └├│─") for line in text.splitlines()]
    path = ["daily_sales.net_sales", "sales_bridge.amount", "ledger.amount", "raw_sales.quantity"]
    assert [line for line in lines if line in path] == path


@pytest.mark.usefixtures("shop")
def test_money_comes_from_columns_that_the_feed_delivers(call: Call) -> None:
    text = call("lineage", "ledger.amount").out
    assert text.split("Value from\n")[1].split("\n\n")[0].split() == [
        "├──",
        "raw_sales.quantity",
        "└──",
        "raw_sales.unit_price",
    ]


def test_edges_say_of_what_kind_they_are(call: Call) -> None:
    edges = call("lineage", "sales_bridge.amount", "--json").json["upstream"]
    target = {"to": "sales_bridge.amount"}
    assert {"from": "ledger.amount", **target, "kind": "DIRECT", "through": []} in edges
    assert {"from": "ledger.fate", **target, "kind": "INDIRECT", "through": ["filter"]} in edges
    assert "ledger.fate (filter)" in call("lineage", "sales_bridge.amount").out


@pytest.mark.usefixtures("shop")
def test_all_edges_of_all_columns(call: Call) -> None:
    edges = call("lineage", "--all", "--json").json["edges"]
    assert {"from": "raw_sales.unit_price", "to": "ledger.amount", "kind": "DIRECT", "through": []} in edges
    assert [e["from"] for e in edges if e["to"] == "ledger.amount"] == [
        "raw_sales.quantity",
        "raw_sales.unit_price",
    ]
    (line,) = (one for one in call("lineage", "--all").out.splitlines() if one.startswith("ledger.country "))
    assert line.split() == ["ledger.country", "raw_sales.country", "DIRECT"]


def test_one_table_or_all_are_asked_about(call: Call) -> None:
    assert "or say --all" in call("lineage").err
    assert "or say --all" in call("lineage", "ledger", "--all").err


def test_names_are_corrected(call: Call) -> None:
    assert "Did you mean daily_sales?" in call("lineage", "dayly_sales").err
    assert "Did you mean net_sales?" in call("lineage", "daily_sales.net_sale").err
