"""Spark gives what Polars gives on records full of edges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.chain import Made, chained
from tests.engines.edges import FEEDS, FIELDS, THIRDS, drawn, numbered
from tests.engines.kilos import KILOS
from tests.engines.own import OWN_FEEDS, prints, with_own_columns
from tests.tables.rows import ENGINE
from tillhouse.catalog import catalog
from tillhouse.settings.feed import Feed

pytestmark = pytest.mark.usefixtures("local_spark")
#: One long ledger rather than many short ones: Spark takes its time for each query, not for each row.
RECORDS = [*drawn(600, seed=7), *THIRDS, *KILOS]


#: Those of runs, and what analytics of customers rest on; others gather what they need and compute it in this process.
TABLES = [
    *catalog().of_runs,
    *(
        catalog()[name]
        for name in ("basket_sizes", "coverage", "observation_window", "customer_days", "customer_rfm")
    ),
]


def made(engine: str, records: list[dict[str, Any]], feed: Feed) -> dict[str, Made]:
    """Fingerprint and check results of each table."""
    token = ENGINE.set(engine)
    try:
        return chained(numbered(records), engine, feed, TABLES)
    finally:
        ENGINE.reset(token)


def test_the_records_hold_every_edge_there_is() -> None:
    for name, values in FIELDS.items():
        assert {record[name] for record in RECORDS if name in record} >= set(values)


@pytest.mark.parametrize("feed", FEEDS, ids=["prices", "totals", "commas", "key"])
def test_a_ledger_full_of_edges_is_the_same_as_on_polars(feed: Feed) -> None:
    assert made("spark", RECORDS, feed) == made("polars", RECORDS, feed)


@pytest.mark.parametrize("feed", OWN_FEEDS, ids=["prices", "commas"])
def test_own_columns_full_of_edges_are_the_same_as_on_polars(feed: Feed) -> None:
    assert prints(with_own_columns("spark", feed)) == prints(with_own_columns("polars", feed))
