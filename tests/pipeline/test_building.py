"""What a new delivery rebuilds and rewrites, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.shops import Shop, open_shop, take_in
from tillhouse.analytics import _kept
from tillhouse.catalog import catalog
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Release
from tillhouse.pipeline.staging import Staging
from tillhouse.sources import open_all
from tillhouse.table import Table

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
FIRST = {
    "january.csv": [
        "1,85123A,HEART,10,2011-01-10 10:00:00,2.55,17850,France",
        "2,22423,CAKESTAND,2,2011-01-12 10:00:00,12.75,12346,Spain",
    ],
    "february.csv": [
        "3,22423,CAKESTAND,1,2011-02-10 10:00:00,12.75,17850,France",
        "4,85123A,HEART,1,2011-02-25 10:00:00,2.55,12346,Spain",
    ],
    "march.csv": [
        "C5,85123A,HEART,-4,2011-03-10 10:00:00,2.55,17850,France",
        "6,22423,CAKESTAND,3,2011-03-11 10:00:00,12.75,17850,France",
    ],
}
#: A day of February by a known customer and product, at a known price: it moves no dimension but the last dates.
A_DAY = ["7,22423,CAKESTAND,1,2011-02-11 10:00:00,12.75,17850,France"]
#: A sale that stands nearer to the return of March than the one of January.
A_NEARER_SALE = ["8,85123A,HEART,3,2011-02-05 10:00:00,2.55,17850,France"]
BY_MONTH = [table.name for table in catalog().of_runs if table.by and table.written_by == "body"]


@dataclass(frozen=True)
class Run:
    """What a run did: months rebuilt and months rewritten, by table."""

    release: Release
    rebuilt: dict[str, set[str]]
    rewritten: dict[str, set[str]]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A lake of three months."""
    for name, lines in FIRST.items():
        write(tmp_path / "sales" / name, lines)
    return open_shop(tmp_path / "lake", tmp_path / "sales")


def write(path: Path, lines: Iterable[str]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def run(shop: Shop, lines: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Take in one more file and see what follows."""
    rebuilt: dict[str, set[str]] = {}
    replaces = Staging.replace

    def seen(self: Staging, table: Table, rows: pl.DataFrame, months: Iterable[str]) -> None:
        rebuilt.setdefault(table.name, set()).update(months)
        replaces(self, table, rows, months)

    monkeypatch.setattr(Staging, "replace", seen)
    path = write(shop.settings.root.parent / "sales" / "later.csv", lines)
    release = take_in(shop.settings, open_all(path))
    assert release is not None
    return Run(release, rebuilt, _rewritten(shop, release))


def _read_by_runs(name: str) -> set[str]:
    return {table.name for table in catalog().of_runs if name in table.inputs}


def _rewritten(shop: Shop, release: Release) -> dict[str, set[str]]:
    lake, found = Lake(shop.settings.root), {}
    for table in catalog().of_runs:
        old, new = (lake.manifest(table, r.tables[table.name].version) for r in (shop.release, release))
        if changed := {month for month in {*old, *new} if old.get(month) != new.get(month)}:
            found[table.name] = changed
    return found


def test_a_day_added_rewrites_its_month_and_no_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(shop, A_DAY, monkeypatch)
    months = {name: done.rewritten[name] for name in BY_MONTH if name in done.rewritten}
    assert months == {name: {"2011-02"} for name in set(BY_MONTH) - {"fact_returns", "store_sales"}}
    assert done.rewritten["raw_sales"] == {"2011-02"}


def test_a_day_added_leaves_what_it_does_not_change(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(shop, A_DAY, monkeypatch)
    whole = {name for name in done.rewritten if name not in {*BY_MONTH, "raw_sales", "deliveries"}}
    assert whole == {"customer_sales", "product_sales", "returns_bridge"}
    assert {"dim_customer", "dim_product", "dim_date", "dim_country"} <= set(done.rebuilt)


def test_returns_are_matched_again_from_the_month_of_a_late_file(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(shop, A_NEARER_SALE, monkeypatch)
    assert done.rebuilt["fact_returns"] == {"2011-02", "2011-03"}
    assert done.rewritten["fact_returns"] == {"2011-03"}
    assert done.rebuilt["fact_sales"] == {"2011-02"}
    after = Shop(shop.settings, done.release).table("fact_returns").sort("sale_invoice_no")
    assert after.select("sale_invoice_no", "quantity").rows() == [("1", -1), ("8", -3)]


def test_a_line_delivered_again_stops_at_the_ledger(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger and the books say that it came; all that reads the ledger comes out as published."""
    done = run(shop, FIRST["february.csv"][:1], monkeypatch)
    assert set(done.rewritten) == {"deliveries", "raw_sales", "ledger", "statement"}
    assert set(done.rebuilt) == {"ledger", "statement", *_read_by_runs("ledger")}
    assert done.rebuilt["ledger"] == done.rebuilt["receipts"] == {"2011-02"}


def test_a_file_known_already_makes_no_release(shop: Shop) -> None:
    path = write(shop.settings.root.parent / "sales" / "copy.csv", FIRST["february.csv"])
    assert take_in(shop.settings, open_all(path)) is None


def test_every_table_is_as_if_built_at_once(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(shop, [*A_DAY, *A_NEARER_SALE], monkeypatch)
    at_once = open_shop(tmp_path / "at_once", tmp_path / "sales")
    assert Shop(shop.settings, done.release).fingerprints == at_once.fingerprints


def test_a_move_rebuilds_the_versions_of_the_months_in_which_the_customer_bought(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12346 bought in January and February; that they moved in February is no matter of March."""
    moved = ["9,22423,CAKESTAND,1,2011-02-26 10:00:00,12.75,12346,Italy"]
    done = run(shop, moved, monkeypatch)
    assert done.rebuilt["customer_versions"] == {"2011-01", "2011-02"}
    assert done.rewritten["customer_versions"] == {"2011-02"}


def test_the_tables_of_a_run_share_what_one_of_them_computed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_use: list[_kept.Kept | None] = []
    builds = Staging.build

    def seen(self: Staging, table: Table, *given: Any) -> None:
        in_use.append(_kept._CURRENT.get())
        builds(self, table, *given)

    monkeypatch.setattr(Staging, "build", seen)
    run(shop, A_DAY, monkeypatch)
    assert len(in_use) > 1 and in_use[0] is not None
    assert {id(one) for one in in_use} == {id(in_use[0])}
    assert _kept._CURRENT.get() is None
