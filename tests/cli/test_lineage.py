"""`tillhouse lineage`."""

from __future__ import annotations

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
    path = ["daily_sales.net_sales", "sales_bridge.amount", "ledger.amount", "raw_sales.amount"]
    assert [line for line in lines if line in path] == path


def test_edges_say_of_what_kind_they_are(call: Call) -> None:
    edges = call("lineage", "sales_bridge.amount", "--json").json["upstream"]
    assert {"from": "ledger.amount", "to": "sales_bridge.amount", "kind": "value"} in edges
    assert {"from": "ledger.fate", "to": "sales_bridge.amount", "kind": "rows"} in edges


def test_names_are_corrected(call: Call) -> None:
    assert "Did you mean daily_sales?" in call("lineage", "dayly_sales").err
    assert "Did you mean net_sales?" in call("lineage", "daily_sales.net_sale").err
