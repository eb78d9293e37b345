"""Every table and every check comes out the same on every engine, whatever the records hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.crash.conftest import ROUNDS
from tests.engines.chain import chained
from tests.frames import ENGINES
from tests.shops import Shop, open_shop
from tests.tables.rows import ENGINE
from tests.tables.silver.lines import FEED, TAKEN
from tillhouse.engines import _text
from tillhouse.feed import Feed
from tillhouse.sample import write_sample

OTHERS = [name for name in ENGINES if name != "polars"]
#: Null, empty, blank, -0, more places than count, huge and tiny, other scripts' digits.
_NUMBERS = ("6", "1", "-1", "0", "-0", "+3", "12.0", "3.5", "1e3", " 3", "\u00a03", "\u0663", "", None)
_QUANTITIES = (*_NUMBERS, "-6", "2", "-2", "999999999999999", "-999999999999999", "1000000000000000")
_PRICES = (*_NUMBERS, "2.55", "2.550000", "0.005", "0.000001", "0.0000005", "1.999999", "999999999999.999999",
           "-11062.06", ".5", "5.", "NaN", "1,5")  # fmt: skip
#: The gap and the overlap of summer time, a leap day and one that never was, both ends of a 53-week year.
_MOMENTS = ("2011-01-10 10:00:00", "2011-01-10 10:00", "2011-03-27 01:30:00", "2011-10-30 01:30:00",
            "2012-02-29 23:59:59", "2011-02-29 10:00:00", "2015-12-28 00:00:00", "2016-01-03 23:59:59.999999",
            "2011-01-10T10:00:00+02:00", "2011-12-31", "1899-12-31 00:00:00", "2199-12-31 23:59:59",
            "2010-12-31 23:59:59", "2011-01-01 00:00:00", "yesterday", "", None)  # fmt: skip
_NAMES = (
    "France",
    "EIRE",
    "  United   Kingdom ",
    "Ω",
    "e\u0301",
    "\u00e9",
    "\U0001d4b3",
    "nul\u200bl",
    "",
    None,
)
_CODES = ("85123A", "85123a", "85123A.0", "POST", "M", "D", "stra\u00dfe1", "\u01311", "\ufb011", "\u200b85123A",
          "\u00b5M", "", None)  # fmt: skip
_RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "delivery": st.sampled_from([1, 2]),
            "invoice_no": st.sampled_from(["536365", "C536365", "c1", "A1", "536365.0", "C\u0661", "", None]),
            "stock_code": st.sampled_from(_CODES),
            "description": st.sampled_from(
                ["HEART", "heart  x", "na\u00efve", "nai\u0308ve", "\u2028", "", None]
            ),
            "quantity": st.sampled_from(_QUANTITIES),
            "unit_price": st.sampled_from(_PRICES),
            "amount": st.sampled_from(_PRICES),
            "sold_at": st.sampled_from(_MOMENTS),
            "customer_id": st.sampled_from(["17850", "17850.0", "NaN", "Anonymous", "12347", *_NAMES]),
            "country": st.sampled_from(_NAMES),
            "currency": st.sampled_from(["GBP", "gbp", "eur", "", None]),
            "problem": st.sampled_from([None, None, None, "ragged"]),
        }
    ),
    max_size=12,
)
_FEEDS = (
    FEED,
    replace(FEED, columns={"amount": "Total"}, duplicates="exact"),
    replace(FEED, decimal=",", thousands=".", day_ends="03:30", duplicates="keep"),
    replace(FEED, duplicates="key", duplicate_key=("invoice_no", "customer_id")),
)


def _numbered(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**r, "line": n, "feed": "shop", "taken_at": TAKEN} for n, r in enumerate(records, 1)]


def _on(engine: str, records: list[dict[str, Any]], feed: Feed) -> dict[str, Any]:
    token = ENGINE.set(engine)
    try:
        return chained(_numbered(records), engine, feed)
    finally:
        ENGINE.reset(token)


_SALE = {"delivery": 1, "invoice_no": "1", "stock_code": "1", "quantity": "3", "unit_price": "0.005",
         "sold_at": "2011-01-10 10:00:00", "customer_id": "1", "country": "France"}  # fmt: skip
#: A sale, and its return in parts that no decimal divides evenly.
_THIRDS = [
    _SALE,
    {**_SALE, "invoice_no": "C2", "quantity": "-1"},
    {**_SALE, "invoice_no": "C3", "quantity": "-1"},
]


@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=12 * ROUNDS, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(records=_RECORDS, feed=st.sampled_from(_FEEDS))
@example(records=[], feed=FEED)
@example(records=_THIRDS, feed=FEED)
@example(records=_THIRDS, feed=replace(FEED, columns={"amount": "Total"}))
def test_a_ledger_full_of_edges_is_the_same_on_every_engine(
    engine: str, records: list[dict[str, Any]], feed: Feed
) -> None:
    assert _on(engine, records, feed) == _on("polars", records, feed)


def test_an_engine_that_trims_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the harness sees an engine whose text differs by one blank."""
    record = {**_SALE, "description": "HEART\u3000"}
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
    found = open_shop(tmp_path / "lake", reference_file, engine=engine)
    assert found.fingerprints == reference_lake.fingerprints
    assert _checks(found) == _checks(reference_lake)


def _checks(shop: Shop) -> dict[str, Any]:
    """What every check found, by table and month."""
    return {
        name: (state.checks, state.failures, {month: part.failures for month, part in state.parts.items()})
        for name, state in shop.release.tables.items()
    }
