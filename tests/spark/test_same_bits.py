"""Spark gives what Polars gives on records full of edges."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.engines.chain import made
from tests.engines.test_same_bits import _FEEDS, _RECORDS, _THIRDS, _numbered
from tests.tables.rows import ENGINE
from tillhouse.catalog import catalog
from tillhouse.feed import Feed
from tillhouse.fingerprint import of_frame

pytestmark = pytest.mark.usefixtures("local_spark")


def fingerprints(engine: str, records: list[dict[str, Any]], feed: Feed) -> dict[str, str]:
    """What each table holds, by the published definition."""
    token = ENGINE.set(engine)
    try:
        found = made(_numbered(records), engine, feed)
    finally:
        ENGINE.reset(token)
    types = {name: {c: d.type for c, d in catalog()[name].columns.items()} for name in found}
    return {name: of_frame(rows, types[name]) for name, rows in found.items() if name != "deliveries"}


@seed(7)
@settings(
    max_examples=1,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(ledgers=st.lists(_RECORDS.filter(lambda records: len(records) > 3), min_size=30, max_size=40))
@pytest.mark.parametrize("feed", _FEEDS[:2], ids=["prices", "totals"])
def test_a_ledger_full_of_edges_is_the_same_as_on_polars(
    feed: Feed, ledgers: list[list[dict[str, Any]]]
) -> None:
    # One long ledger rather than many short ones: Spark takes its time for each query, not for each row.
    records = [record for ledger in [*ledgers, _THIRDS] for record in ledger]
    assert fingerprints("spark", records, feed) == fingerprints("polars", records, feed)
