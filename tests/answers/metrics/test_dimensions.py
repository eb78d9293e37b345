"""Dimensions that are looked up in analytics: segments of customers, categories of products."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.answers.by_hand import counted
from tests.shops import Shop
from tillhouse.answers.metrics.dimensions import DIMENSIONS, dimension
from tillhouse.answers.metrics.measured import measured
from tillhouse.errors import UnknownName
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs.analysing import analyse
from tillhouse.settings.settings import load
from tillhouse.telemetry import Telemetry


@pytest.fixture(scope="module")
def analysed(two_currencies: Shop, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop of two currencies with the segments of its customers and the categories of its products."""
    root: Path = tmp_path_factory.mktemp("analysed") / "lake"
    shutil.copytree(two_currencies.settings.root, root)
    release = analyse(load(str(root)), ["customer_rfm", "product_categories"], Telemetry()).release
    assert release is not None
    return Shop(load(str(root)), release)


@pytest.mark.parametrize("name", ["revenue", "orders", "customers", "new_customers", "repeat_rate"])
def test_segments_are_those_of_customers(name: str, analysed: Shop) -> None:
    segments = {
        (r["customer_id"], r["currency"]): r["segment"] for r in analysed.table("customer_rfm").to_dicts()
    }
    rows = [
        {**r, "segment": segments.get((r["customer_id"], r["currency"]))}
        for r in analysed.table("ledger").to_dicts()
    ]
    found = {
        (row.place["currency"], (row.place["segment"], row.place["month"])): row.figure.value
        for row in measured(analysed.snapshot, name, ["segment", "month"]).rows
    }
    assert found == counted(rows, name, lambda r: (r["segment"], r["month"]), lambda r: r["month"])
    assert {segment for _, (segment, _) in found} > {None}


def test_categories_are_those_of_products(analysed: Shop) -> None:
    categories = dict(analysed.table("product_categories").select("stock_code", "category").rows())
    assert categories["10001"] != categories["10002"]
    rows = [{**r, "category": categories.get(r["stock_code"])} for r in analysed.table("ledger").to_dicts()]
    for name in ("units_sold", "orders", "return_rate"):
        found = {
            (row.place["currency"], row.place["category"]): row.figure.value
            for row in measured(analysed.snapshot, name, ["category"]).rows
        }
        assert found == counted(rows, name, lambda r: r["category"], lambda _: None)


def test_an_analytic_of_an_earlier_release_is_named(analysed: Shop) -> None:
    assert measured(analysed.snapshot, "revenue", ["segment"]).stale == ()
    states = analysed.release.tables
    older = {"product_categories": replace(states["product_categories"], inputs={"dim_product": "0"})}
    snapshot = Snapshot(analysed.settings, replace(analysed.release, tables={**states, **older}))
    assert measured(snapshot, "revenue", ["segment", "category"]).stale == ("product_categories",)


def test_a_segment_can_be_asked_for_alone(analysed: Shop) -> None:
    rows = measured(analysed.snapshot, "revenue", ["segment"]).rows
    for row in rows:
        segment, currency = row.place["segment"], row.place["currency"]
        (alone,) = measured(
            analysed.snapshot, "revenue", [], [f"segment={segment or ''}", f"currency={currency}"]
        ).rows
        assert alone.figure == row.figure


@pytest.mark.parametrize("words", ["segment=nobody", "category=nothing"])
def test_one_that_does_not_occur_is_named(words: str, analysed: Shop) -> None:
    with pytest.raises(UnknownName):
        measured(analysed.snapshot, "revenue", [], [words])


def test_dimensions_say_what_they_are() -> None:
    for one in DIMENSIONS:
        assert one.meaning.endswith((".", "…"))
        assert one.is_time or not one.is_period
    with pytest.raises(UnknownName, match="dimension"):
        dimension("shelf")
