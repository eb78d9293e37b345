"""Ledgers full of edges come out of the models as they come out of the engines, in both databases."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.crash.conftest import ROUNDS
from tests.dbt.databases import SCHEMA, Database, opened, query, types
from tests.engines.chain import made
from tests.engines.edges import FEEDS, THIRDS, numbered
from tests.engines.own import CARRY, OWN_FEEDS, own_catalog, prints, with_own_columns
from tests.engines.test_same_bits import RECORDS
from tests.tables.silver.lines import FEED
from tillhouse.catalog import catalog
from tillhouse.dbt._models import IN_PYTHON, model, modelled
from tillhouse.fingerprint import of_frame
from tillhouse.settings.feed import Feed


@cache
def _models(number: int) -> dict[str, str]:
    feed = FEEDS[number]
    return {t.name: query(model(t, [feed])) for t in modelled() if t.name not in IN_PYTHON}


def _built(
    database: Database, records: list[dict[str, Any]], feed: Feed
) -> tuple[dict[str, str], dict[str, str]]:
    """Fingerprints of all tables: from the engine, and from the models."""
    found = made(numbered(records), "polars", feed)
    ours, theirs = {}, {}
    for table in catalog().of_runs:
        if table.written_by == "intake" or table.name in IN_PYTHON:
            database.load(table, found[table.name])
            continue
        if table.layer == "books":
            continue
        database.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{table.name} CASCADE")
        database.execute(f"CREATE TABLE {SCHEMA}.{table.name} AS {_models(FEEDS.index(feed))[table.name]}")
        ours[table.name] = of_frame(found[table.name], types(table))
        theirs[table.name] = of_frame(database.rows(table), types(table))
    return ours, theirs


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
@settings(max_examples=6 * ROUNDS, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(records=RECORDS, feed=st.sampled_from(FEEDS))
@example(records=[], feed=FEED)
@example(records=THIRDS, feed=FEED)
@example(records=THIRDS, feed=FEEDS[1])
def test_a_ledger_full_of_edges_is_the_same_in_sql(
    kind: str, sorted_by_language: str, records: list[dict[str, Any]], feed: Feed
) -> None:
    with opened(kind, sorted_by_language) as database:
        ours, theirs = _built(database, records, feed)
    assert theirs == ours


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
@pytest.mark.parametrize("feed", OWN_FEEDS, ids=["prices", "commas"])
def test_own_columns_full_of_edges_are_the_same_in_sql(
    kind: str, sorted_by_language: str, feed: Feed
) -> None:
    known = own_catalog()
    found = with_own_columns("polars", feed)
    with opened(kind, sorted_by_language) as database:
        for name in {*known["ledger"].inputs, *known["fact_sales"].inputs} - {"ledger"}:
            database.load(known[name], found[name])
        for name in CARRY:
            database.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{name} CASCADE")
            text = query(model(known[name], [feed], known))
            database.execute(f"CREATE TABLE {SCHEMA}.{name} AS {text}")
        theirs = {name: database.rows(known[name]) for name in CARRY}
    assert prints(theirs) == prints(found)
