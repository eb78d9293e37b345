"""Machines that share a bucket: of two that publish at once one is refused, and no dead one is waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import narwhals as nw
import pytest
from deltalake.transaction import CommitProperties

from tests.buckets import (
    Bucket,
    answers_lost,
    new_bucket,
    puts_as_moto_makes_them,
    reach,
    s3,
    slow_to_write,
)
from tests.concurrency.machine import overwrite, take_in
from tests.crash.conftest import PROJECT, Deliveries, deliveries
from tests.crash.deliveries import write
from tests.crash.oracle import acknowledged
from tillhouse.catalog import catalog
from tillhouse.errors import LakeBusy, StalePlan, TryAgain
from tillhouse.lake import delta as lakes
from tillhouse.lake.actions import Manifest
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.storage.objects import ObjectPath, Place
from tillhouse.table import Table

__all__ = ["deliveries", "s3"]


@pytest.fixture(scope="module")
def begun(s3: str, tmp_path_factory: pytest.TempPathFactory, deliveries: Deliveries) -> Bucket:
    """A bucket with a lake that has taken in the first delivery. Copy it."""
    made = new_bucket(s3)
    with pytest.MonkeyPatch.context() as patch:
        reach(patch, s3)
        runs, candidate = staged(
            made.settings(tmp_path_factory.mktemp("begun")), deliveries.folder / "000.csv"
        )
        runs.publish(candidate)
    return made


@pytest.fixture
def bucket(s3: str, begun: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A copy of it, in reach."""
    reach(monkeypatch, s3)
    return begun.copy()


@pytest.fixture
def here(bucket: Bucket, tmp_path: Path) -> Settings:
    return bucket.settings(tmp_path / "here")


@pytest.fixture
def there(bucket: Bucket, tmp_path: Path) -> Settings:
    return bucket.settings(tmp_path / "there")


def begin(settings: Settings, folder: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    """A machine at work, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.machine", str(settings.root), str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "TILLHOUSE_STORE": settings.store, **environment},
    )


def assert_whole(settings: Settings, deliveries: Deliveries) -> None:
    """Both deliveries are in the published release, each line once, and it holds what an undisturbed lake does."""
    snapshot = Snapshot(settings)
    raw = nw.to_native(snapshot.frame("raw_sales").select("delivery", "line")).collect()
    lines = sum(len(path.read_text().splitlines()) - 1 for path in deliveries.folder.glob("*.csv"))
    assert raw.height == raw.unique().height == lines
    assert snapshot.release.digest == Releases(deliveries.ended).load(2).digest
    numbers = Releases(settings.place).numbers()
    assert numbers == list(range(1, len(numbers) + 1))


def test_machines_at_once_each_told_the_truth(
    here: Settings, there: Settings, deliveries: Deliveries
) -> None:
    """Both take the same folder in; who is refused tries again, as the message says."""
    at_work = [begin(settings, deliveries.folder) for settings in (here, there)]
    ends = [ended(process) for process in at_work]
    for settings, (_, code) in zip((here, there), tuple(ends), strict=True):
        ends += [ended(begin(settings, deliveries.folder))] if code else []
    assert [code for _, code in ends[2:]] == [0] * len(ends[2:])
    acks = [ack for found, _ in ends for ack in found]
    assert len(acks) == len(dict(acks)) == 1, "a release was acknowledged twice, or lost"
    assert_whole(here, deliveries)


def ended(process: subprocess.Popen[str]) -> tuple[list[tuple[int, str]], int]:
    """What a machine acknowledged, and its exit code: 0, or that of a refusal that says so."""
    output, said = process.communicate(timeout=60)
    assert process.returncode == 0 or said.startswith(("LakeBusy", "StalePlan")), said
    return list(acknowledged(output).items()), process.returncode


def staged(settings: Settings, path: Path) -> tuple[Pipeline, Candidate]:
    runs = Pipeline(settings)
    with runs.writing():
        candidate = runs.stage({"shop": open_all(path)}, path.name)
    assert candidate is not None
    return runs, candidate


def published_by_both(here: Settings, there: Settings, deliveries: Deliveries, other: Path) -> None:
    """One machine stages a file; the other stages another and publishes; then the first, which knows of nothing."""
    first, mine = staged(here, deliveries.folder / "001.csv")
    second, theirs = staged(there, other)
    second.publish(theirs)
    first.releases.numbers = lambda: [1]  # type: ignore[method-assign]  # it looked a moment before
    first.publish(mine)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A delivery that only the other machine has."""
    return write(tmp_path / "x.csv", [("599999", "80A", "MUG", "1", "2011-01-04 10:00", "2.55", "1", "EIRE")])


def test_the_second_publisher_is_refused(
    here: Settings, there: Settings, deliveries: Deliveries, other: Path
) -> None:
    with pytest.raises(LakeBusy, match="Release 2 was published by another run"):
        published_by_both(here, there, deliveries, other)
    assert Releases(there.place).load(2).cause == "x.csv"
    assert take_in(here, deliveries.folder) == [3]
    assert delivered(here) == 3


def test_a_plain_overwrite_loses_a_release(
    here: Settings, there: Settings, deliveries: Deliveries, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the condition the same meeting raises nothing, and what was published is gone."""
    monkeypatch.setattr(ObjectPath, "create", overwrite)
    published_by_both(here, there, deliveries, other)
    assert Releases(there.place).load(2).cause == "001.csv"
    assert delivered(there) == 2


def delivered(settings: Settings) -> int:
    return Snapshot(settings).release.tables["deliveries"].rows


def test_what_was_staged_survives_a_machine_that_restores(
    here: Settings, there: Settings, deliveries: Deliveries, other: Path
) -> None:
    """The other machine brings all heads back while a candidate waits; the candidate's versions are still its own."""
    first, mine = staged(here, deliveries.folder / "001.csv")
    second, theirs = staged(there, other)
    assert first.publish(mine).digest == Releases(deliveries.ended).load(2).digest
    assert_whole(here, deliveries)
    with pytest.raises(StalePlan, match="Another release was published"):
        second.publish(theirs)


def commits_meet(here: Settings, there: Settings, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Manifest]:
    """A commit in whose midst, after the head was read, the other machine commits; its version, and what it stated."""
    table, mine, theirs = catalog()["ledger"], Lake(here.place), Lake(there.place)
    before, real = mine.manifest(table, mine.head(table)), lakes.changes
    ours, other = (
        before | {"2012-01": (StoredFile(f"month=2012-01/{name}.parquet", 9, 1),)}
        for name in ("ours", "other")
    )

    def interrupted(head: Manifest, state: Manifest) -> list[object]:
        if state == ours:
            theirs.commit(table, other, {})
        return real(head, state)

    monkeypatch.setattr(lakes, "changes", interrupted)
    return mine.commit(table, ours, {}), ours


def test_a_commit_on_a_head_that_moved_is_refused(
    here: Settings, there: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LakeBusy, match=r"Another machine is writing s3://.*: it has changed ledger"):
        commits_meet(here, there, monkeypatch)


def test_a_commit_that_is_tried_again_names_what_the_other_wrote(
    here: Settings, there: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: by Delta's own retries the commit goes on top of the other machine's, and nobody is told."""
    monkeypatch.setattr(lakes, "_once", lambda note: CommitProperties(custom_metadata=dict(note)))
    version, wanted = commits_meet(here, there, monkeypatch)
    assert Lake(here.place).manifest(catalog()["ledger"], version) != wanted


def created_by_four(place: Place) -> list[int | None]:
    """The versions that four machines made which create one table at the same moment; None where refused."""
    table = catalog()["ledger"]
    states = [{"2012-01": (StoredFile(f"month=2012-01/{name}.parquet", 9, 1),)} for name in "abcd"]
    with ThreadPoolExecutor(len(states)) as pool:
        made = list(pool.map(lambda state: attempted(Lake(place), table, state), states))
    if made.count(0) == 1:
        assert Lake(place).manifest(table, 0) == states[made.index(0)], "version 0 has the files of another"
    return made


@pytest.mark.parametrize("pause", [nullcontext, slow_to_write], ids=["as it is", "slow to write"])
def test_of_two_that_create_a_table_one_is_refused(
    s3: str, bucket: Bucket, tmp_path: Path, pause: type[AbstractContextManager[None]]
) -> None:
    """Not even both in one commit: the first version of a table has the files of one of them."""
    with pause():
        for n in range(4):
            made = created_by_four(new_bucket(s3).settings(tmp_path / str(n)).place)
            versions = [version for version in made if version is not None]
            assert versions.count(0) == 1 and len(set(versions)) == len(versions)


def test_a_store_that_looks_and_then_writes_lets_two_create_a_table(
    s3: str, bucket: Bucket, tmp_path: Path
) -> None:
    """The control: a commit is as safe as the conditional put of the store, and no safer."""
    with puts_as_moto_makes_them(), slow_to_write(0.2):
        places = (new_bucket(s3).settings(tmp_path / str(n)).place for n in range(10))
        assert any(created_by_four(place).count(0) > 1 for place in places)


@pytest.mark.parametrize("name", ["_delta_log/00000000000000000001.json", "releases/00000002.json"])
def test_a_put_whose_answer_was_lost(
    here: Settings, there: Settings, deliveries: Deliveries, name: str
) -> None:
    """The store makes the put and answers with an error. The run says whether it published; the next one is whole."""
    with answers_lost(name) as lost:
        try:
            published = take_in(here, deliveries.folder) == [2]
        except TryAgain:
            published = False
    assert lost and published == (2 in Releases(there.place).numbers())
    take_in(there, deliveries.folder)
    assert_whole(there, deliveries)
    take_in(here, deliveries.folder)
    assert_whole(here, deliveries)


def attempted(lake: Lake, table: Table, state: Manifest) -> int | None:
    """The version a commit made; None where it was refused."""
    try:
        return lake.commit(table, state, {})
    except LakeBusy:
        return None


@pytest.mark.parametrize("point", ["bronze written", "tables committed", "published"])
def test_nobody_waits_for_a_dead_machine(
    here: Settings, there: Settings, deliveries: Deliveries, point: str
) -> None:
    """It ends at an edge of its run; the other begins at once and ends as if nothing had happened."""
    dead = begin(here, deliveries.folder, TILLHOUSE_FAILPOINT=point)
    output, said = dead.communicate(timeout=60)
    assert dead.returncode == 9 and output == "", said
    assert Releases(there.place).numbers() == ([1, 2] if point == "published" else [1])
    take_in(there, deliveries.folder)
    assert_whole(there, deliveries)
