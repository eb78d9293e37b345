"""What lineage says of a table, a column, and all columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tillhouse.answers.lineage.edges import Edge, Lineage
from tillhouse.answers.lineage.paths import ColumnLineage, of_all, of_column, of_table
from tillhouse.catalog import catalog
from tillhouse.errors import UnknownName

LINEAGE = Lineage()


def test_a_path_leads_to_the_delivered_text() -> None:
    found = {edge.source for edge in of_column(LINEAGE, "monthly_sales", "net_sales").upstream}
    assert {"sales_bridge.amount", "ledger.amount", "raw_sales.quantity", "raw_sales.unit_price"} <= found


def test_beyond_the_column_itself_only_its_value_is_followed() -> None:
    found = of_column(LINEAGE, "monthly_sales", "net_sales").upstream
    assert {edge.kind for edge in found if edge.target != "monthly_sales.net_sales"} == {"DIRECT"}


def test_downstream_is_upstream_turned_round() -> None:
    below = of_column(LINEAGE, "ledger", "amount").downstream
    assert all(edge in LINEAGE.edges(edge.table) for edge in below)
    assert "monthly_sales.net_sales" in {edge.target for edge in below}


def test_an_input_of_earlier_months_is_an_input() -> None:
    below = of_column(LINEAGE, "ledger", "sold_at").downstream
    assert "fact_returns.returned_at" in {edge.target for edge in below}


def test_a_column_as_json_says_it() -> None:
    said = of_column(LINEAGE, "daily_sales", "business_date").document()
    assert [*said] == ["column", "upstream", "downstream"]
    assert said["column"] == "daily_sales.business_date"
    own = {"from": "sales_bridge.business_date", "to": "daily_sales.business_date", "kind": "DIRECT"}
    assert own in [{k: v for k, v in edge.items() if k != "through"} for edge in said["upstream"]]


def test_a_table_as_json_says_it() -> None:
    said = of_table(catalog(), "monthly_sales").document()
    assert said["table"] == "monthly_sales"
    assert {"table": "monthly_sales", "reads": "daily_sales"} in said["upstream"]
    assert {"table": "ledger", "reads": "raw_sales"} in said["upstream"]
    assert said["downstream"] == []


def test_all_edges_are_those_of_each_table() -> None:
    said = of_all(LINEAGE).document()["edges"]
    assert [*said[0]] == ["from", "to", "kind", "through"]
    assert len(said) == sum(len(LINEAGE.edges(name)) for name in catalog().tables)
    assert len({(edge["from"], edge["to"]) for edge in said}) == len(said)


def test_a_column_to_which_no_edge_leads_is_named_here() -> None:
    """It says what a setting or a data file says, whatever the rows are."""
    led_to = {edge.target for edge in of_all(LINEAGE).edges}
    built = [table for table in catalog().tables.values() if table.written_by == "body"]
    assert [f"{t.name}.{c}" for t in built for c in t.columns if f"{t.name}.{c}" not in led_to] == [
        "ledger.tax_basis",
        "converted_sales.max_age",
        "category_accuracy.category",
    ]


def test_names_are_corrected() -> None:
    with pytest.raises(UnknownName, match="Did you mean amount"):
        of_column(LINEAGE, "ledger", "amont")
    with pytest.raises(UnknownName, match="Did you mean ledger"):
        of_table(catalog(), "leger")


def test_the_edges_of_a_column_are_told_by_what_they_do() -> None:
    value = Edge("b", "y", "a", "x", "DIRECT")
    joined = Edge("b", "y", "a", "k", "INDIRECT", ("join",))
    kept = Edge("b", "y", "a", "c", "INDIRECT", ("filter",))
    beyond = Edge("a", "x", "o", "w", "DIRECT", ("filter",))
    read, grouped = Edge("d", "z", "b", "y", "DIRECT"), Edge("c", "z", "b", "y", "INDIRECT", ("group",))
    found = ColumnLineage("b.y", (joined, value, kept, beyond), (read, grouped, replace(grouped, column="v")))
    assert found.deciders == [kept, joined]
    assert found.decided == ["c"]
    assert (found.sources("b.y"), found.sources("a.x")) == (["a.x"], ["o.w"])
    assert (found.targets("b.y"), found.targets("d.z")) == (["d.z"], [])
