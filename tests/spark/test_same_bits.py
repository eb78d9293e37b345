"""Spark gives what Polars gives, on records full of edges and on the sample shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.engines.chain import made
from tests.engines.test_same_bits import _FEEDS, _RECORDS, _THIRDS, _checks, _numbered
from tests.shops import open_shop
from tests.spark.conftest import LOCAL, written
from tests.tables.rows import ENGINE
from tillhouse.catalog import catalog
from tillhouse.feed import Feed
from tillhouse.fingerprint import of_frame
from tillhouse.sample import write_sample

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


def test_a_sample_shop_is_the_same_as_on_polars(tmp_path: Path) -> None:
    file = write_sample(tmp_path / "sales.csv", 3_000, seed=3).files[0]
    expected = open_shop(tmp_path / "polars", file)
    found = open_shop(written(tmp_path / "spark", LOCAL), file, engine="spark")
    assert found.fingerprints == expected.fingerprints
    assert found.release.digest == expected.release.digest
    assert _checks(found) == _checks(expected)
    assert found.fingerprint("statement") == expected.fingerprint("statement")
