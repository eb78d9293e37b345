"""Lineage of columns is read off the bodies."""

from __future__ import annotations

import narwhals as nw
import pytest

from tests.shops import Shop
from tillhouse.answers.lineage import downstream, edges, upstream
from tillhouse.catalog import catalog
from tillhouse.errors import UnknownName
from tillhouse.frame import Frame


def values(table: str, column: str) -> set[str]:
    """What gives a column its value."""
    found = [e for e in edges(table) if e.column == column and e.kind == "value"]
    return {f"{e.read_table}.{e.read_column}" for e in found}


def deciders(table: str, column: str) -> set[str]:
    """What decides the rows of a column."""
    found = [e for e in edges(table) if e.column == column and e.kind == "rows"]
    return {f"{e.read_table}.{e.read_column}" for e in found}


def test_a_sum_reads_what_it_sums_and_its_keys() -> None:
    assert values("sales_bridge", "amount") == {"ledger.amount"}
    assert values("sales_bridge", "quantity") == {"ledger.quantity"}
    assert "ledger.fate" in deciders("sales_bridge", "amount")
    assert "ledger.description" not in values("sales_bridge", "amount") | deciders("sales_bridge", "amount")


def test_a_condition_in_a_value_is_part_of_the_value() -> None:
    assert values("daily_sales", "gross_sales") == {
        "sales_bridge.amount",
        "sales_bridge.event",
        "sales_bridge.line_type",
    }


def test_columns_of_a_join_come_from_their_side() -> None:
    assert values("daily_sales", "orders") == {"receipts.feed", "receipts.invoice_no"}
    assert values("fact_sales", "product_key") == {"ledger.stock_code"}
    assert values("fact_sales", "customer_key") == {"customer_versions.customer_key"}


def test_what_python_computed_counts_for_every_column() -> None:
    read = deciders("statement", "item")
    assert {"raw_sales.quantity", "raw_sales.unit_price", "ledger.amount"} <= read


def test_a_path_leads_to_the_delivered_text() -> None:
    found = {
        (e.read_table, e.read_column) for e in upstream("monthly_sales", "net_sales") if e.kind == "value"
    }
    assert {("sales_bridge", "amount"), ("ledger", "amount"), ("raw_sales", "amount")} <= found


def test_downstream_is_upstream_turned_round() -> None:
    for edge in downstream("ledger", "amount"):
        assert edge in edges(edge.table)
    assert any((e.table, e.column) == ("monthly_sales", "net_sales") for e in downstream("ledger", "amount"))


@pytest.mark.parametrize("name", [t.name for t in catalog().tables.values() if t.written_by == "body"])
def test_every_edge_joins_declared_columns_of_an_input(name: str) -> None:
    table = catalog()[name]
    found = edges(name)
    assert found
    for edge in found:
        assert edge.read_table in {*table.inputs, *table.past}
        assert edge.read_column in catalog()[edge.read_table].columns
        assert edge.column in table.columns


def test_changing_an_input_that_no_edge_names_changes_nothing(small_lake: Shop) -> None:
    """The body of `sales_bridge` on real rows, one column of its input blanked at a time."""
    ledger = small_lake.snapshot.frame("ledger")
    body = catalog()["sales_bridge"].body
    before = sums(body(ledger=ledger))
    named = {e.read_column for e in edges("sales_bridge") if e.column == "amount"}
    for name in catalog()["ledger"].columns:
        blank = nw.lit(None).cast(ledger.collect_schema()[name])
        changed = sums(body(ledger=ledger.with_columns(blank.alias(name)))) != before
        assert name in named or not changed
    assert {"amount", "fate"} <= named


def sums(frame: Frame) -> list[object]:
    """The amounts of a frame, in order of size."""
    return sorted(frame.collect()["amount"].to_list(), key=str)


def test_names_are_corrected() -> None:
    with pytest.raises(UnknownName, match="Did you mean amount"):
        upstream("ledger", "amont")
    with pytest.raises(UnknownName, match="Did you mean ledger"):
        upstream("leger")
