"""A release that one engine wrote is read, extended, verified, restored and rolled back with the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from tests.crash.deliveries import FEED, write_all
from tests.spark.conftest import LOCAL
from tillhouse.answers.query import answer
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.telemetry import Telemetry
from tillhouse.upkeep.rollback import rolled_back
from tillhouse.upkeep.verification import verified

pytestmark = pytest.mark.usefixtures("local_spark")


def settings(root: Path, engine: str) -> Settings:
    return Settings(root, engine, feeds={FEED.name: FEED}, spark=LOCAL)


def take_in(root: Path, engine: str, path: Path, told: list[str] | None = None) -> Release:
    """Publish a file; ``told`` takes what the run said of its progress."""
    said: list[str] = [] if told is None else told
    pipeline = Pipeline(settings(root, engine), Telemetry(lambda name, _done: said.append(name)))
    with pipeline.writing():
        candidate = pipeline.stage({FEED.name: open_all(path)}, path.name)
        assert candidate is not None
        return pipeline.publish(candidate)


def contents(release: Release) -> dict[str, Any]:
    """What each table holds, month by month, and what its checks found."""
    return {
        name: (
            {month: (part.rows, part.digest, part.failures) for month, part in state.partitions.items()},
            state.checks,
            state.failures,
        )
        for name, state in release.tables.items()
        if state.layer != "bronze"
    }


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_all(tmp_path_factory.mktemp("deliveries"), count=4, rows=60)


@pytest.fixture(scope="module")
def expected(deliveries: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """The releases of a lake that knows Polars alone."""
    root = tmp_path_factory.mktemp("polars")
    return [take_in(root, "polars", path) for path in deliveries]


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the runs of `mixed` said of their progress."""
    return []


@pytest.fixture(scope="module")
def mixed(deliveries: list[Path], told: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that both have written, in turn."""
    root = tmp_path_factory.mktemp("mixed")
    for engine, path in zip(("polars", "spark", "polars", "spark"), deliveries, strict=True):
        take_in(root, engine, path, told)
    return root


def test_each_release_is_what_polars_alone_makes(mixed: Path, expected: list[Release]) -> None:
    releases = Releases(mixed)
    assert [contents(releases.load(n)) for n in releases.numbers()] == [contents(r) for r in expected]


def test_tasks_of_the_cluster_are_told_by_table(mixed: Path, told: list[str]) -> None:
    assert any(re.fullmatch(r"ledger.*: [0-9,]+ of [0-9,]+ tasks", name) for name in told)


def test_months_that_did_not_change_are_not_written_again(mixed: Path) -> None:
    before, after = (Releases(mixed).load(n) for n in (3, 4))
    lake, table = Pipeline(settings(mixed, "spark")).lake, Snapshot(settings(mixed, "polars")).table("ledger")
    same = [
        month
        for month, part in after.tables["ledger"].partitions.items()
        if month in before.tables["ledger"].partitions
        and part.digest == before.tables["ledger"].partitions[month].digest
    ]
    files = [lake.manifest(table, release.tables["ledger"].version) for release in (before, after)]
    assert same
    assert all(files[0][month] == files[1][month] for month in same)


def test_every_release_is_verified_from_its_bytes(mixed: Path) -> None:
    for number in Releases(mixed).numbers():
        assert verified(settings(mixed, "spark"), Releases(mixed).load(number)).findings == ()


def test_sql_reads_files_of_both_kinds(mixed: Path) -> None:
    snapshot = Snapshot(settings(mixed, "spark"))
    counted = "select month, count(*) from ledger group by month order by month"
    parts = snapshot.release.tables["ledger"].partitions
    assert list(answer(snapshot, counted).rows) == [(month, parts[month].rows) for month in sorted(parts)]


@pytest.mark.parametrize("engine", ["duckdb", "pandas", "polars"])
def test_every_engine_reads_what_spark_wrote(engine: str, mixed: Path) -> None:
    from tillhouse.engines import polars
    from tillhouse.folder import entry

    snapshot = Snapshot(settings(mixed, "polars"))
    types = {name: column.type for name, column in snapshot.table("fact_sales").columns.items()}
    module = entry("tillhouse.engines", engine)
    found = module.computed(module.scan(snapshot.paths("fact_sales"), types), types)
    rows = polars.computed(nw.to_native(snapshot.frame("fact_sales")), types)
    assert found.sort(found.columns).equals(rows.sort(rows.columns))


def test_a_run_killed_after_spark_committed_is_undone(
    mixed: Path, deliveries: list[Path], expected: list[Release], tmp_path: Path
) -> None:
    root = tmp_path / "lake"
    take_in(root, "polars", deliveries[0])
    published = Releases(root).latest()
    assert published is not None
    script = (
        "import sys; from pathlib import Path; from tests.spark.test_mixed import take_in; "
        "take_in(Path(sys.argv[1]), 'spark', Path(sys.argv[2]))"
    )
    environment = {**os.environ, "TILLHOUSE_FAILPOINT": "tables built"}
    killed = subprocess.run([sys.executable, "-c", script, str(root), str(deliveries[1])], env=environment)
    assert killed.returncode == 9
    pipeline = Pipeline(settings(root, "polars"))
    table = Snapshot(settings(root, "polars")).table("ledger")
    assert pipeline.lake.head(table) > published.tables["ledger"].version
    assert verified(settings(root, "polars"), published).findings == ()
    assert contents(take_in(root, "polars", deliveries[1])) == contents(expected[1])


def test_going_back_is_the_same_with_spark(mixed: Path, expected: list[Release]) -> None:
    pipeline = Pipeline(replace(settings(mixed, "spark")))
    with pipeline.writing():
        candidate = rolled_back(pipeline, 2)
        assert candidate is not None
        release = pipeline.publish(candidate)
    assert contents(release) == contents(expected[1])
    assert verified(settings(mixed, "spark"), release).findings == ()
