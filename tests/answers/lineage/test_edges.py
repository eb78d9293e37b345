"""Edges of column lineage are read off the bodies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import narwhals as nw
import pytest

from tillhouse.answers.lineage.edges import FEEDS, Edge, Lineage, declared
from tillhouse.catalog import catalog
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings
from tillhouse.table import Column, table

LINEAGE = Lineage()
#: Numbers that a file lacks are missing in the type of this one.
GIVES_ITS_TYPE = "amount"


def of_feed(feed: Feed) -> Lineage:
    """The lineage of a lake with one feed."""
    return Lineage(Settings(Path(), feeds={feed.name: feed}))


def direct(name: str, column: str, lineage: Lineage = LINEAGE) -> set[str]:
    """What a column is computed from."""
    return {e.source for e in lineage.edges(name) if e.column == column and e.kind == "DIRECT"}


def through(name: str, column: str) -> dict[str, tuple[str, ...]]:
    """What else decides about a column, and how."""
    return {e.source: e.through for e in LINEAGE.edges(name) if e.column == column and e.kind == "INDIRECT"}


def test_money_comes_from_quantity_and_price_where_the_feed_gives_prices() -> None:
    prices = FEEDS[0]
    assert direct("ledger", "amount", of_feed(prices)) == {
        f"raw_sales.{n}" for n in ("quantity", "unit_price", "discount", GIVES_ITS_TYPE)
    }


def test_money_comes_from_the_total_where_the_feed_gives_totals() -> None:
    totals = FEEDS[1]
    assert direct("ledger", "amount", of_feed(totals)) == {"raw_sales.amount"}
    assert "raw_sales.amount" in direct("ledger", "unit_price", of_feed(totals))


def test_a_lake_with_both_kinds_of_feeds_has_the_edges_of_both() -> None:
    prices, totals, _ = FEEDS
    both = Lineage(Settings(Path(), feeds={feed.name: feed for feed in (prices, totals)}))
    assert direct("ledger", "amount", both) == {
        f"raw_sales.{n}" for n in ("amount", "quantity", "unit_price", "discount")
    }


def test_money_of_orders_is_told_by_its_role_and_its_status() -> None:
    orders = FEEDS[2]
    assert direct("ledger", "amount", of_feed(orders)) == {
        f"raw_sales.{n}"
        for n in ("amount", "gross_amount", "discount", "tax", "order_total", "role", "part", "status")
    }


def test_a_sum_comes_from_what_it_sums_and_is_decided_by_its_filter_and_keys() -> None:
    assert direct("sales_bridge", "amount") == {"ledger.amount"}
    assert through("sales_bridge", "amount")["ledger.fate"] == ("filter",)
    assert through("sales_bridge", "amount")["ledger.country"] == ("group",)
    assert "ledger.description" not in through("sales_bridge", "amount")


def test_a_condition_is_part_of_the_value() -> None:
    assert direct("daily_sales", "gross_sales") == {
        "sales_bridge.gross_amount",
        "sales_bridge.event",
        "sales_bridge.line_type",
    }


def test_columns_of_a_join_come_from_their_side_and_are_decided_by_both_keys() -> None:
    assert direct("fact_sales", "customer_key") == {"customer_versions.customer_key"}
    found = through("fact_sales", "customer_key")
    assert found["ledger.customer_id"] == found["customer_versions.customer_id"] == ("join",)


def test_a_window_decides_about_its_own_column_alone() -> None:
    assert through("ledger", "occurrence")["raw_sales.country"] == ("window",)
    assert through("ledger", "amount") == {}


def test_the_number_of_rows_comes_from_no_column() -> None:
    assert direct("receipts", "lines") == set()
    assert through("receipts", "lines")["ledger.fate"] == ("filter",)


@pytest.mark.parametrize("name", [t.name for t in catalog().tables.values() if t.written_by == "body"])
def test_every_edge_joins_declared_columns_of_an_input(name: str) -> None:
    known = catalog()[name]
    found = LINEAGE.edges(name)
    assert {edge.read_table for edge in found} == {*known.inputs, *known.past}
    for edge in found:
        assert edge.read_column in catalog()[edge.read_table].columns
        assert edge.column in known.columns
        assert edge.kind == "DIRECT" or edge.through


@pytest.mark.parametrize("name", [t.name for t in catalog().tables.values() if t.computed_from])
def test_a_table_declares_columns_that_it_has(name: str) -> None:
    known = catalog()[name]
    said = {column for columns in known.computed_from for column in columns.split()}
    assert said <= {*known.columns, "*"}


def test_edges_are_declared_only_where_tracing_cannot_see() -> None:
    """Without its declaration each of these tables cannot be traced."""
    for known in catalog().tables.values():
        if known.computed_from:
            with pytest.raises(Exception, match="reads rows while it runs"):
                list(Lineage()._origins(replace(known, computed_from={})))


def test_what_a_table_declares_becomes_edges() -> None:
    @table(
        key=("day",),
        owner="sales",
        columns={"day": Column("date", "Day."), "sales": Column("total", "Sales.")},
        computed_from={"*": "ledger.business_date", "sales": "ledger.amount ledger.fate"},
    )
    def computed(ledger: nw.LazyFrame[object]) -> nw.LazyFrame[object]:
        """One row per day."""
        return ledger

    found = declared(computed)
    assert found["sales"].direct == {("ledger", "amount"), ("ledger", "fate")}
    assert found["day"].direct == set()
    assert found["day"].indirect == found["sales"].indirect == {(("ledger", "business_date"), "model")}


def test_an_edge_as_json_says_it() -> None:
    edge = Edge("daily_sales", "net_sales", "sales_bridge", "amount", "DIRECT", ("filter",))
    assert edge.document() == {
        "from": "sales_bridge.amount",
        "to": "daily_sales.net_sales",
        "kind": "DIRECT",
        "through": ["filter"],
    }
