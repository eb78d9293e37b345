"""What a snapshot shows: one release, whatever is being staged beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from tests.histories import copied, three_releases
from tests.shops import Shop
from tillhouse.catalog import catalog
from tillhouse.errors import DamagedLake, FixTheSetup, UnknownName
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings
from tillhouse.table import Column


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Three releases. Read it; do not change it."""
    return three_releases(tmp_path_factory.mktemp("history"))


def rows(snapshot: Snapshot, name: str, months: list[str] | None = None) -> pl.DataFrame:
    found: pl.DataFrame = nw.to_native(snapshot.frame(name, months)).collect()
    return found


def test_an_empty_lake_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(FixTheSetup, match="tillhouse open FILE"):
        Snapshot(Settings(tmp_path))


@pytest.mark.parametrize("name", [table.name for table in catalog().of_runs])
def test_every_table_has_its_declared_columns_and_as_many_rows_as_recorded(name: str, history: Shop) -> None:
    found = rows(history.snapshot, name)
    assert found.columns == list(catalog()[name].columns)
    assert found.height == history.release.tables[name].rows


def test_the_published_release_is_read_unless_another_is_given(history: Shop) -> None:
    releases = Releases(history.settings.root)
    sizes = []
    for number in releases.numbers():
        snapshot = Snapshot(history.settings, releases.load(number))
        sizes.append(rows(snapshot, "ledger").height)
        assert sizes[-1] == snapshot.release.tables["ledger"].rows
    assert sizes == sorted(set(sizes))
    assert rows(Snapshot(history.settings), "ledger").height == sizes[-1]


def test_some_months_are_those_rows_and_no_other_files(history: Shop) -> None:
    months = sorted(history.release.tables["ledger"].partitions)[1:3]
    whole = rows(history.snapshot, "ledger")
    some = rows(history.snapshot, "ledger", months)
    assert sorted(some["line_id"]) == sorted(whole.filter(pl.col("month").is_in(months))["line_id"])
    paths = history.snapshot.paths("ledger", months)
    assert {Path(path).parent.name for path in paths} == {f"month={month}" for month in months}
    assert set(paths) < set(history.snapshot.paths("ledger"))


def test_a_month_never_seen_has_no_rows(history: Shop) -> None:
    assert rows(history.snapshot, "ledger", ["1999-01"]).shape == (0, len(catalog()["ledger"].columns))


def test_commits_beyond_the_release_are_not_seen(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    before = rows(shop.snapshot, "daily_sales")
    table = catalog()["daily_sales"]
    left_over = shop.snapshot.lake.commit(table, {}, {"release": "4"})
    assert left_over > shop.release.tables["daily_sales"].version
    assert rows(Snapshot(shop.settings), "daily_sales").equals(before)


def test_a_table_the_release_does_not_know_is_empty(history: Shop) -> None:
    tables = {name: state for name, state in history.release.tables.items() if name != "dim_date"}
    older = Snapshot(history.settings, replace(history.release, tables=tables))
    assert rows(older, "dim_date").shape == (0, len(catalog()["dim_date"].columns))


def test_a_missing_file_is_named_when_it_is_asked_for(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    lost = Path(shop.snapshot.paths("daily_sales")[0])
    lost.unlink()
    with pytest.raises(DamagedLake, match=lost.name):
        shop.snapshot.paths("daily_sales")
    other = [m for m in shop.release.tables["daily_sales"].partitions if f"month={m}" != lost.parent.name]
    assert rows(shop.snapshot, "daily_sales", other).height > 0


def test_the_window_of_the_data_is_that_of_the_release(history: Shop) -> None:
    releases = Releases(history.settings.root)
    seen = set()
    for number in releases.numbers():
        release = releases.load(number)
        snapshot = Snapshot(history.settings, release)
        days = rows(snapshot, "ledger").filter(fate="loaded")["business_date"]
        assert set(release.window) == {"first_day", "last_day"}
        assert snapshot.window == (days.min(), days.max())
        seen.add(snapshot.window)
    assert len(seen) == len(releases.numbers())


def test_a_recorded_window_is_not_read_again(history: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    older = Snapshot(history.settings, replace(history.release, window={}))
    assert older.window == history.snapshot.window, "a record without it: the ledger says it"
    monkeypatch.setattr(Snapshot, "frame", lambda *_: pytest.fail("the ledger was read"))
    assert Snapshot(history.settings, history.release).window == older.window
    none = replace(history.release, window={"first_day": None, "last_day": None})
    assert Snapshot(history.settings, none).window == (None, None)


def test_an_unknown_table_names_the_nearest(history: Shop) -> None:
    with pytest.raises(UnknownName, match="Did you mean daily_sales"):
        history.snapshot.frame("daily_sale")


@pytest.mark.parametrize("name", ["receipts", "dim_product"])
def test_a_column_that_a_release_did_not_have_yet_is_null(
    history: Shop, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    known = catalog()[name]
    later = {"later": Column("total", "Declared after the release was made.")}
    monkeypatch.setattr(
        Snapshot, "table", lambda _snapshot, _name: replace(known, columns=later | {**known.columns})
    )
    found = rows(history.snapshot, name)
    assert found.columns == ["later", *known.columns]
    assert found["later"].null_count() == found.height > 0
    monkeypatch.undo()
    assert found.drop("later").equals(rows(history.snapshot, name))


@pytest.mark.parametrize(("name", "command"), [("daily_sales", ("run",)), ("customer_rfm", ("analyse",))])
def test_the_commands_that_refresh_follow_from_what_is_stale(
    name: str, command: tuple[str, ...], history: Shop
) -> None:
    tables = dict(history.release.tables)
    inputs = {} if name in tables else {"customer_days": "0"}
    tables[name] = replace(tables["daily_sales"], definition="older", inputs=inputs)
    stale = Snapshot(history.settings, replace(history.release, tables=tables))
    assert dict(stale.outdated) == {name: "code"}
    assert stale.refresh_commands == command
