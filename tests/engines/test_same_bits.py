"""Every table and every check comes out the same on every engine, whatever the records hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.crash.conftest import ROUNDS
from tests.engines.chain import chained
from tests.engines.edges import FEEDS, FIELDS, SALE, THIRDS, numbered
from tests.engines.own import CARRY, OWN_FEEDS, prints, with_own_columns
from tests.frames import ENGINES
from tests.shops import Shop, analysed, in_england, open_shop
from tests.tables.rows import ENGINE
from tests.tables.silver.lines import FEED, TOTALS
from tillhouse.engines import _text
from tillhouse.sample import write_sample
from tillhouse.settings.feed import Feed

OTHERS = [name for name in ENGINES if name != "polars"]
RECORDS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()}), max_size=12
)


def _on(engine: str, records: list[dict[str, Any]], feed: Feed) -> dict[str, Any]:
    token = ENGINE.set(engine)
    try:
        return chained(numbered(records), engine, feed)
    finally:
        ENGINE.reset(token)


@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=12 * ROUNDS, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(records=RECORDS, feed=st.sampled_from(FEEDS))
@example(records=[], feed=FEED)
@example(records=THIRDS, feed=FEED)
@example(records=THIRDS, feed=TOTALS)
def test_a_ledger_full_of_edges_is_the_same_on_every_engine(
    engine: str, records: list[dict[str, Any]], feed: Feed
) -> None:
    assert _on(engine, records, feed) == _on("polars", records, feed)


@pytest.mark.parametrize("feed", OWN_FEEDS, ids=["prices", "commas"])
def test_own_columns_full_of_edges_are_the_same_on_every_engine(feed: Feed) -> None:
    expected = with_own_columns("polars", feed)
    for column in ("region", "shelf", "due", "gift", "profit", "weight", "cartons"):
        assert [expected[name][column].drop_nulls().n_unique() > 1 for name in CARRY] == [True, True], column
    for engine in OTHERS:
        assert prints(with_own_columns(engine, feed)) == prints(expected), engine


def test_an_engine_that_trims_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the harness sees an engine whose text differs by one blank."""
    record = {**SALE, "description": "HEART\u3000"}
    expected = _on("polars", [record], FEED)
    monkeypatch.setattr(_text, "canonical", lambda text: text.str.strip_chars(" \t\n"))
    assert _on("duckdb", [record], FEED) != expected


@pytest.fixture(scope="module", params=[(300, 1), (300, 2), (3_000, 3)], ids=str)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample of some lines and seed, with its faults."""
    lines, seed = request.param
    folder = tmp_path_factory.mktemp("sample")
    return write_sample(folder / "sales.csv", lines, seed=seed).files[0]


@pytest.mark.parametrize("engine", OTHERS)
def test_the_sample_shop_is_the_same_on_every_engine(engine: str, sample: Path, tmp_path: Path) -> None:
    expected = open_shop(tmp_path / "polars", sample)
    found = open_shop(tmp_path / engine, sample, engine=engine)
    assert found.release.digest == expected.release.digest
    assert found.fingerprints == expected.fingerprints
    assert _checks(found) == _checks(expected)
    assert found.fingerprint("statement") == expected.fingerprint("statement")


@pytest.mark.parametrize("engine", OTHERS)
def test_the_reference_data_is_the_same_on_every_engine(
    engine: str, reference_file: Path, reference_lake: Shop, tmp_path: Path
) -> None:
    found = open_shop(in_england(tmp_path / "lake"), reference_file, engine=engine)
    assert found.fingerprints == reference_lake.fingerprints
    assert _checks(found) == _checks(reference_lake)


def _checks(shop: Shop) -> dict[str, Any]:
    """What every check found, by table and month."""
    return {
        name: (
            state.checks,
            state.failures,
            {month: part.failures for month, part in state.partitions.items()},
        )
        for name, state in shop.release.tables.items()
    }


@pytest.mark.parametrize("engine", OTHERS)
def test_the_analytics_of_the_sample_shop_are_the_same_on_every_engine(
    engine: str, sample: Path, tmp_path: Path
) -> None:
    expected = analysed(open_shop(tmp_path / "polars", sample))
    found = analysed(open_shop(tmp_path / engine, sample, engine=engine))
    assert found.fingerprints == expected.fingerprints
    assert _checks(found) == _checks(expected)
