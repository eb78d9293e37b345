"""Costs of products taken in from a file, and published as a release of their own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.shops import Shop
from tillhouse.errors import UnreadableFile
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs import costing
from tillhouse.runs.analysing import analyse
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.verification import verified


@pytest.fixture
def settings(small_lake: Shop, tmp_path: Path) -> Settings:
    """A copy of the small lake."""
    root = tmp_path / "lake"
    shutil.copytree(small_lake.settings.root, root)
    return replace(small_lake.settings, root=root)


def _load(settings: Settings, *costs: str, name: str = "costs.csv") -> costing.Taken:
    path = settings.root.parent / name
    path.write_text("\n".join(["stock_code,valid_from,cost,currency", *costs]))
    return costing.load(settings, path, Telemetry())


def _code(settings: Settings) -> str:
    sold = Snapshot(settings).rows("product_sales").sort("units_sold", "stock_code")
    return str(sold["stock_code"].to_list()[-1])


def _ranked(settings: Settings, release: int | None = None) -> list[tuple[str, Decimal]]:
    snapshot = Snapshot(settings, Releases(settings.place).load(release) if release else None)
    return snapshot.rows("product_abc").filter(basis="margin").select("stock_code", "value").rows()


def test_costs_are_a_release_in_which_nothing_that_was_sold_differs(
    settings: Settings, tmp_path: Path
) -> None:
    before = Releases(settings.place).latest()
    assert before
    code = _code(settings)
    done = _load(settings, f"{code},,1.5,GBP", f"{code},2030-01-01,1.6,GBP")
    assert done.release
    assert (done.release.parent, len(done.new), done.known) == (before.number, 2, 0)
    assert done.release.digest == before.digest
    assert not verified(settings, done.release).findings
    again = _load(settings, f"{code},,1.50,GBP", name="copy.csv")
    assert (again.release, again.new, again.known) == (None, (), 1)
    release = analyse(settings, ["product_abc"], Telemetry()).release
    assert release
    assert not rebuilt(settings, release, tmp_path / "again").findings


def test_products_are_ranked_by_margin_once_a_cost_is_known_and_a_past_release_says_what_it_said(
    settings: Settings,
) -> None:
    code = _code(settings)
    none = analyse(settings, ["product_abc"], Telemetry()).release
    _load(settings, f"{code.lower()},,0.5,GBP")
    first = analyse(settings, ["product_abc"], Telemetry()).release
    corrected = _load(settings, f"{code.lower()},,0.25,GBP").release
    assert none
    assert first
    assert corrected
    assert {"product_abc", "product_margins"} <= set(corrected.stale({}))
    analyse(settings, ["product_abc"], Telemetry())
    sold = Snapshot(settings).rows("product_sales").filter(stock_code=code).row(0, named=True)
    units = sold["units_sold"] + sold["units_reversed"]
    assert _ranked(settings, none.number) == []
    assert _ranked(settings, first.number) == [(code, sold["net_product_sales"] - units * Decimal("0.5"))]
    assert _ranked(settings) == [(code, sold["net_product_sales"] - units * Decimal("0.25"))]


def test_margins_account_for_all_money_of_products(settings: Settings) -> None:
    _load(settings, f"{_code(settings)},,0.5,GBP")
    analyse(settings, ["product_margins"], Telemetry())
    margins, sold = (Snapshot(settings).rows(name) for name in ("product_margins", "product_sales"))
    parts = margins.select("sales_without_cost", "cost", "margin").sum().row(0)
    assert margins["net_product_sales"].sum() == sold["net_product_sales"].sum() == sum(parts)
    assert set(margins["verdict"]) == {"known", "no cost"}


def test_a_cost_without_a_day_always_held() -> None:
    text = "\ufeffStock_Code, cost ,currency\n85123A, 1.20,GBP\n"
    assert costing.costs_in_file(text, "costs.csv") == [
        {"stock_code": "85123A", "valid_from": None, "currency": "GBP", "cost": "1.20"}
    ]
    dated = "stock_code,valid_from,cost,currency\n85123A,2011-02-01,0,GBP\n"
    assert costing.costs_in_file(dated, "costs.csv")[0]["valid_from"] == date(2011, 2, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A1,,-1,GBP", "line 3: the cost of A1 is '-1'"),
        ("A1,,1.1234567,GBP", "the cost of A1"),
        ("A1,,1_000,GBP", "the cost of A1"),
        ("A1,,NaN,GBP", "the cost of A1"),
        ("A1,,,GBP", "the cost of A1"),
        ("A1,,1,pounds", "'pounds' is no currency"),
        ("A1,31/02/2011,1,GBP", "'31/02/2011' is no date"),
        (",,1,GBP", "no stock code"),
        ("a9,,2,GBP", "A9 from always is given twice"),
    ],
)
def test_a_file_with_one_wrong_value_is_not_taken_in_at_all(settings: Settings, row: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        _load(settings, "A9,,1,GBP", row)
    assert Snapshot(settings).rows("product_costs").is_empty()


def test_a_file_of_nothing_is_said_to_be_one() -> None:
    with pytest.raises(UnreadableFile, match="holds no costs"):
        costing.costs_in_file("stock_code,cost,currency\n", "costs.csv")
