"""A release is published whole and proven, or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.quarantined import RIGHT, now, shop
from tests.shops import Shop, take_in
from tillhouse.catalog import catalog
from tillhouse.checks.in_range import in_range
from tillhouse.errors import BooksDoNotClose, CheckStopped, StalePlan, StorageFailed
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.lake.releases import Partition, Release, Releases, TableState
from tillhouse.pipeline import intake, stages
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.pipeline.stopping import stop_on_failures
from tillhouse.runs.analysing import analyse
from tillhouse.sources import open_all
from tillhouse.table import Table
from tillhouse.telemetry import Telemetry

LEDGER_STOPS = next(check.name for check in catalog()["ledger"].checks if check.on_fail == "stop")
LEDGER_WARNS = next(check.name for check in catalog()["ledger"].checks if check.on_fail == "warn")


def released(check: str, outcome: str, month: str = "2011-01") -> Release:
    """A release in which one check of the ledger came to an outcome."""
    part = Partition(5, "0", "9.90", {check: (2, "4.50", outcome, "Said why.")})
    state = TableState("silver", 0, "", {"2010-12": Partition(1, "0"), month: part})
    return Release(1, None, "2024-01-01", "test", {}, {"ledger": state}, "0")


@pytest.mark.parametrize("outcome", ["fail", "error", "not_run"])
def test_a_check_that_did_not_pass_stops_the_release(outcome: str) -> None:
    with pytest.raises(CheckStopped) as stopped:
        stop_on_failures(released(LEDGER_STOPS, outcome), catalog())
    assert "2 rows of ledger, month 2011-01, 4.50" in stopped.value.message
    assert f"({outcome})" in stopped.value.message


@pytest.mark.parametrize("outcome", ["fail", "error"])
def test_a_check_of_the_whole_table_that_did_not_pass_stops_the_release(outcome: str) -> None:
    """A table whose rows cannot be read has no month that failed."""
    failures = {LEDGER_WARNS: (0, None, outcome, ""), LEDGER_STOPS: (0, None, outcome, "It cannot be read.")}
    state = TableState("silver", 0, "", {"2011-01": Partition(1, "0")}, failures=failures)
    release = replace(released(LEDGER_STOPS, outcome), tables={"ledger": state})
    with pytest.raises(CheckStopped, match=rf"0 rows of ledger \({outcome}\). It cannot be read"):
        stop_on_failures(release, catalog())


@pytest.mark.parametrize("outcome", ["fail", "error", "not_run"])
def test_a_check_that_only_warns_stops_nothing(outcome: str) -> None:
    stop_on_failures(released(LEDGER_WARNS, outcome), catalog())


@pytest.fixture
def lake(tmp_path: Path) -> Shop:
    return shop(tmp_path / "lake", RIGHT[:2])


def delivered(lake: Shop, lines: tuple[str, ...] = RIGHT[3:5]) -> Release | None:
    """Take in one more file."""
    first = (lake.settings.root / "sales.csv").read_text().splitlines()[0]
    path = lake.settings.root / "more.csv"
    path.write_text("\n".join([first, *lines, ""]))
    return take_in(lake.settings, open_all(path))


def test_a_failed_check_keeps_the_release_from_being_published(
    lake: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(catalog()["daily_sales"], checks=(in_range("lines", high=0, on_fail="stop"),))
    monkeypatch.setitem(catalog().tables, "daily_sales", strict)
    with pytest.raises(CheckStopped, match="daily_sales"):
        delivered(lake)
    assert Releases(lake.settings.root).numbers() == [1]


def test_books_are_closed_before_anything_is_published(lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delivery that claims one record more than it has: no check of a table sees that."""
    row = intake._delivery_row

    def claiming(delivery: Any, records: int, *rest: Any) -> dict[str, Any]:
        return row(delivery, records + 1, *rest)

    monkeypatch.setattr(intake, "_delivery_row", claiming)
    with pytest.raises(BooksDoNotClose, match=r"more.csv delivered 3 records, but 2 are in the books"):
        delivered(lake)
    assert Releases(lake.settings.root).numbers() == [1]


def test_the_books_are_made_of_the_ledger_on_the_disk(lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Lake.write

    def losing(self: Lake, table: Table, month: str, rows: Any) -> StoredFile:
        return write(self, table, month, rows.head(1) if table.name == "ledger" else rows)

    monkeypatch.setattr(Lake, "write", losing)
    with pytest.raises(BooksDoNotClose, match="do not close"):
        delivered(lake)
    assert Releases(lake.settings.root).numbers() == [1]


def order_of_a_failing_disk(lake: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a run does, one after the other, where the disk fails at the sync."""
    seen: list[str] = []
    published = Releases.publish

    def recorded(self: Releases, release: Release) -> None:
        seen.append("publish")
        published(self, release)

    def failing(_: object) -> None:
        seen.append("sync")
        raise StorageFailed("The disk failed.")

    monkeypatch.setattr(Releases, "publish", recorded)
    monkeypatch.setattr(stages, "sync", failing)
    with pytest.raises(StorageFailed):
        delivered(lake)
    return seen


def test_nothing_is_published_that_is_not_on_the_disk(lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record of a release is written after the sync of all it names: a disk that fails leaves no record."""
    assert order_of_a_failing_disk(lake, monkeypatch) == ["sync"]
    assert Releases(lake.settings.root).numbers() == [1]


def test_publishing_before_the_sync_would_be_noticed(lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a pipeline that publishes first leaves a record of what may not be on the disk."""
    later = Pipeline._published

    def hasty(self: Pipeline, candidate: Candidate) -> Release:
        self.releases.publish(candidate.release)
        return later(self, candidate)

    monkeypatch.setattr(Pipeline, "_published", hasty)
    assert order_of_a_failing_disk(lake, monkeypatch) == ["publish", "sync"]
    assert Releases(lake.settings.root).numbers() == [1, 2]


def test_commits_of_a_failed_sync_are_forgotten(lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: object) -> None:
        raise StorageFailed("The disk failed.")

    with monkeypatch.context() as patch:
        patch.setattr(stages, "sync", failing)
        with pytest.raises(StorageFailed):
            delivered(lake)
    pipeline = Pipeline(lake.settings)
    heads = {name: pipeline.lake.head(catalog()[name]) for name in lake.release.tables}
    assert heads == {name: state.version for name, state in lake.release.tables.items()}


def test_a_release_published_meanwhile_is_not_written_over(lake: Shop) -> None:
    pipeline = Pipeline(lake.settings)
    (lake.settings.root / "more.csv").write_text((lake.settings.root / "sales.csv").read_text() + RIGHT[3])
    with pipeline.writing():
        candidate = pipeline.stage({"shop": open_all(lake.settings.root / "more.csv")}, "test")
        assert candidate is not None
        pipeline.releases.publish(replace(candidate.release, number=2))
        with pytest.raises(StalePlan):
            pipeline.publish(candidate)


def test_what_is_known_makes_no_release(lake: Shop) -> None:
    assert take_in(lake.settings, open_all(lake.settings.root / "sales.csv")) is None
    assert now(lake.settings.root).release == lake.release


def test_a_release_names_the_one_before_it(lake: Shop) -> None:
    release = delivered(lake)
    assert release is not None
    assert (release.number, release.parent, lake.release.parent) == (2, 1, None)


def test_the_window_of_the_data_is_read_where_the_ledger_changed(
    lake: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lake.release.window == {"first_day": "2010-12-01", "last_day": "2010-12-01"}
    later = delivered(lake)
    assert later is not None
    assert later.window == {"first_day": "2010-12-01", "last_day": "2010-12-02"}
    monkeypatch.setattr(stages, "gathered", lambda _: pytest.fail("the ledger was read"))
    done = analyse(lake.settings, ["customer_days"], Telemetry())
    assert done.release is not None
    assert done.release.window == later.window


def test_a_feed_whose_reading_was_changed_is_read_again(lake: Shop) -> None:
    feed = replace(lake.settings.feeds["shop"], date_order="month-first")
    again = take_in(replace(lake.settings, feeds={"shop": feed}), [])
    assert again is not None
    assert set(lake.release.tables["raw_sales"].partitions) == {"2010-12"}
    assert (
        set(again.tables["raw_sales"].partitions) == set(again.tables["fact_sales"].partitions) == {"2010-01"}
    )
