"""The story of a lake whose tables and releases are in a bucket: the same releases, the same numbers, as on a disk."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import narwhals as nw
import pytest
from click.testing import CliRunner

from tests.buckets import Bucket, forget_clients, new_bucket, reach, s3, touched
from tests.concurrency.machine import take_in
from tests.crash.conftest import Deliveries, deliveries
from tests.crash.deliveries import write
from tillhouse.answers.query import answer
from tillhouse.cli import program as tillhouse
from tillhouse.errors import BadQuery, DamagedLake, StorageFailed
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline import stages
from tillhouse.pipeline.stages import Pipeline
from tillhouse.runs import plans
from tillhouse.runs.seen import Seen
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.rollback import rolled_back
from tillhouse.upkeep.vacuuming import vacuum
from tillhouse.upkeep.verification import verified

__all__ = ["deliveries", "s3"]


@pytest.fixture(scope="module")
def begun(s3: str, tmp_path_factory: pytest.TempPathFactory, deliveries: Deliveries) -> Bucket:
    """A bucket with a lake that has taken in both deliveries, a release each. Copy it."""
    made = new_bucket(s3)
    with pytest.MonkeyPatch.context() as patch:
        reach(patch, s3)
        take_in(made.settings(tmp_path_factory.mktemp("begun")), deliveries.folder)
    return made


@pytest.fixture
def bucket(s3: str, begun: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A copy of it, in reach."""
    reach(monkeypatch, s3)
    return begun.copy()


@pytest.fixture
def machine(bucket: Bucket, tmp_path: Path) -> Settings:
    """A machine whose lake is in the bucket."""
    return bucket.settings(tmp_path / "machine")


def rows(settings: Settings, name: str) -> int:
    return int(nw.to_native(Snapshot(settings).frame(name)).collect().height)


def test_releases_hold_what_they_hold_on_a_disk(
    machine: Settings, bucket: Bucket, deliveries: Deliveries
) -> None:
    there, here = Releases(machine.place), Releases(deliveries.ended)
    assert there.numbers() == here.numbers() == [1, 2]
    assert [there.load(n).digest for n in (1, 2)] == [here.load(n).digest for n in (1, 2)]
    assert not (machine.root / "lake").exists() and not (machine.root / "releases").exists()
    assert {key.split("/")[2] for key in bucket.names()} == {"lake", "releases", ".conditional-put"}


def test_a_second_run_finds_nothing_and_writes_nothing(
    machine: Settings, bucket: Bucket, deliveries: Deliveries
) -> None:
    before = bucket.names()
    assert take_in(machine, deliveries.folder) == []
    assert bucket.names() == before


def test_another_machine_reads_what_this_one_published(
    machine: Settings, bucket: Bucket, tmp_path: Path
) -> None:
    other = bucket.settings(tmp_path / "other")
    assert rows(other, "ledger") == rows(machine, "ledger") > 0
    counted = answer(Snapshot(other), "select count(*) from ledger")
    assert list(counted.rows) == [(rows(machine, "ledger"),)]


def test_what_was_read_is_not_fetched_again_but_verify_reads_the_bucket(
    machine: Settings, bucket: Bucket
) -> None:
    release = Snapshot(machine).release
    assert not verified(machine, release).findings
    key = next(key for key in bucket.names() if "/ledger/month=" in key)
    touched(bucket, key, content=b"x" * touched(bucket, key))
    assert rows(machine, "ledger") > 0
    found = verified(machine, release).findings
    assert [finding.table for finding in found] == ["ledger"]


def test_an_object_that_is_gone_is_named(machine: Settings, bucket: Bucket, tmp_path: Path) -> None:
    key = next(key for key in bucket.names() if "/daily_sales/month=" in key)
    (machine.place / key.removeprefix("shops/one/")).unlink()  # type: ignore[operator]
    with pytest.raises(DamagedLake, match=f"is missing: s3://{bucket.name}/{key}"):
        rows(machine, "daily_sales")
    assert [finding.table for finding in verified(machine, Snapshot(machine).release).findings] == [
        "daily_sales"
    ]


def test_a_release_is_built_again_from_the_bucket(machine: Settings, tmp_path: Path) -> None:
    release = Snapshot(machine).release
    assert not rebuilt(machine, release, tmp_path / "again").findings
    assert Releases(tmp_path / "again").load(release.number + 1).digest == release.digest


def test_going_back_and_forth(machine: Settings, deliveries: Deliveries) -> None:
    runs = Pipeline(machine)
    with runs.writing():
        back = rolled_back(runs, 1)
        assert back is not None
        release = runs.publish(back)
    assert (release.number, release.digest) == (3, Releases(machine.place).load(1).digest)
    assert take_in(machine, deliveries.folder) == [4]
    assert Snapshot(machine).release.digest == Releases(deliveries.ended).load(2).digest


def test_a_vacuum_deletes_what_no_kept_release_names(machine: Settings, bucket: Bucket) -> None:
    orphan = machine.place / "lake/gold/fact_sales/month=2011-01/left_by_a_killed_run.parquet"
    orphan.put(b"half")  # type: ignore[union-attr]
    assert clean(machine, keep=1).files == 0, "what is younger than an hour may still be needed"
    two_hours_ago = datetime.now(UTC) - timedelta(hours=2)
    for key in bucket.names():
        touched(bucket, key, at=two_hours_ago)
    retired = clean(machine, keep=1)
    assert (retired.kept, retired.retired) == ((1, 2), ()), (
        "release 2 has not been the published one for long"
    )
    assert retired.files == 1 and not orphan.exists()
    assert not verified(machine, Snapshot(machine).release).findings


def clean(settings: Settings, keep: int, hours: float = 1.0):  # type: ignore[no-untyped-def]
    runs = Pipeline(settings)
    with runs.writing(restore=False):
        return vacuum(runs, keep, hours)


def test_a_vacuum_retires_and_keeps_what_is_kept(
    machine: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillhouse.upkeep.vacuuming.LEAST_HOURS_SHARED", 0.0)
    assert rows(machine, "ledger") and verified(machine, Releases(machine.place).load(1)).files
    before = len(bucket.names())
    done = clean(machine, keep=1, hours=0.0)
    assert (done.kept, done.retired) == ((2,), (1,))
    assert len(bucket.names()) == before - done.files < before
    kept = {str(path.relative_to(machine.place.local)) for path in machine.place.local.rglob("*.parquet")}  # type: ignore[union-attr]
    assert kept and {f"shops/one/{name}" for name in kept} <= set(bucket.names())
    assert Releases(machine.place).numbers() == [2]
    assert not verified(machine, Snapshot(machine).release).findings


def test_a_vacuum_that_could_meet_a_run_elsewhere_is_refused(machine: Settings) -> None:
    with pytest.raises(BadQuery, match="another machine may be writing"):
        clean(machine, keep=1, hours=0.0)


def test_a_plan_is_kept_here_and_applied_there(
    s3: str, bucket: Bucket, tmp_path: Path, deliveries: Deliveries
) -> None:
    settings = new_bucket(s3).settings(tmp_path / "machine")
    runs = Pipeline(settings)
    with runs.writing():
        candidate = runs.stage({"shop": open_all(deliveries.folder / "000.csv")}, "plan")
        assert candidate is not None
        plans.keep(runs, candidate)
    assert Releases(settings.place).numbers() == []
    assert plans.apply(settings, 1).digest == deliveries.first[1]


def test_commands_reach_the_bucket(machine: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_STORE", machine.store)
    for words in (
        "status",
        "statement",
        "show daily_sales",
        "releases list",
        "doctor",
        "checks",
        "quarantine list",
    ):
        done = CliRunner().invoke(tillhouse, ["--root", str(machine.root), *words.split()])
        assert done.exit_code == 0, (words, done.output, done.exception)


def test_a_lake_moves_by_copying_it(s3: str, bucket: Bucket, tmp_path: Path, deliveries: Deliveries) -> None:
    root = deliveries.lake(tmp_path / "lake")
    settings = new_bucket(s3).settings(tmp_path / "machine")
    for folder in ("lake", "releases"):
        for path in (path for path in (root / folder).rglob("*") if path.is_file()):
            (settings.place / str(path.relative_to(root))).put(path.read_bytes())  # type: ignore[union-attr]
    shutil.rmtree(root)
    assert take_in(settings, deliveries.folder) == [2]
    assert Snapshot(settings).release.digest == Releases(deliveries.ended).load(2).digest


def test_what_was_seen_in_one_store_says_nothing_of_another(
    machine: Settings, bucket: Bucket, tmp_path: Path
) -> None:
    from dataclasses import replace

    Seen(machine).remember(2, {})
    assert Seen(machine)._kept["state"]["store"] == bucket.url
    elsewhere = replace(machine, store=f"s3://{bucket.name}/shops/two")
    assert not Seen(elsewhere).nothing_new([])


def test_a_store_that_goes_away_costs_a_run_and_nothing_else(
    machine: Settings, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = write(
        tmp_path / "x" / "x.csv", [("599999", "80A", "MUG", "1", "2011-01-04 10:00", "2.55", "1", "EIRE")]
    )
    real = stages.failpoint

    def gone(point: str) -> None:
        if point == "tables built":
            forget_clients()
            monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        real(point)

    monkeypatch.setattr(stages, "failpoint", gone)
    with pytest.raises(StorageFailed, match=r"The object store at http://127\.0\.0\.1:9 failed"):
        take_in(machine, new.parent)
    monkeypatch.setattr(stages, "failpoint", real)
    reach(monkeypatch, bucket.address)
    forget_clients()
    assert Releases(machine.place).numbers() == [1, 2]
    assert take_in(machine, new.parent) == [3]
    assert Snapshot(machine).release.tables["deliveries"].rows == 3
    assert not verified(machine, Snapshot(machine).release).findings


def test_a_published_commit_that_is_lost_is_met_before_anything_is_staged(
    machine: Settings, bucket: Bucket, deliveries: Deliveries
) -> None:
    """Heads are looked for from the published version on; that it is not there is no head."""
    version = Snapshot(machine).release.tables["ledger"].version
    log = machine.place / "lake/silver/ledger/_delta_log"
    (log / f"{version:020d}.json").unlink()
    before = bucket.names()
    with pytest.raises(DamagedLake, match="ledger"):
        take_in(machine, deliveries.folder)
    assert bucket.names() == before
