"""Stored files that are missing, short or empty: mended where the rest says what was in them, refused otherwise.

Never fewer rows without a word.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import narwhals as nw
import pytest

from tests.crash.conftest import Deliveries, drive
from tests.crash.deliveries import write
from tests.crash.driver import settings_of, take_in
from tests.crash.oracle import contents
from tillhouse.catalog import catalog
from tillhouse.errors import DamagedLake, StorageFailed
from tillhouse.lake import delta as lakes
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Pipeline
from tillhouse.upkeep.vacuuming import vacuum

TABLE = "daily_sales"
NEW = ("599999", "80A", "MUG", "1", "2011-01-04 10:00:00", "2.55", "1", "EIRE")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


DAMAGES = (empty, halve, zero)


def ended(root: Path, deliveries: Deliveries) -> Path:
    """A copy of the lake that has taken in every file."""
    shutil.copytree(deliveries.ended, root)
    return root


def latest(root: Path) -> Release:
    release = Releases(root).latest()
    assert release is not None
    return release


def log_of(root: Path, name: str = TABLE) -> Path:
    return Lake(root).log(catalog()[name])


def commit_of(root: Path, version: int, name: str = TABLE) -> Path:
    return log_of(root, name) / f"{version:020d}.json"


def read(root: Path, release: int | None = None) -> int:
    """Rows of the table, as readers get them."""
    chosen = Releases(root).load(release) if release else None
    rows = nw.to_native(Snapshot(settings_of(root), chosen).frame(TABLE)).collect()
    return int(rows.height)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("hint", ["kept", "emptied", "gone"])
def test_cr_05_a_useless_checkpoint_is_dropped(
    tmp_path: Path, deliveries: Deliveries, damage: Callable[[Path], None], hint: str
) -> None:
    root = ended(tmp_path / "lake", deliveries)
    table = catalog()[TABLE]
    expected = read(root)
    Lake(root)._open(table).create_checkpoint()
    log = log_of(root)
    damage(next(log.glob("*.checkpoint.parquet")))
    if hint == "emptied":
        empty(log / "_last_checkpoint")
    elif hint == "gone":
        (log / "_last_checkpoint").unlink()
    assert read(root) == expected
    with Pipeline(settings_of(root)).writing():
        pass
    assert contents(root, latest(root)) == deliveries.expected[latest(root).number]
    deliveries.assert_recovers(root, deliveries.first)


@pytest.mark.parametrize("damage", [*DAMAGES, Path.unlink])
def test_cr_07_a_damaged_published_commit_is_named(
    tmp_path: Path, deliveries: Deliveries, damage: Callable[[Path], None]
) -> None:
    root = ended(tmp_path / "lake", deliveries)
    damage(commit_of(root, 0))
    begun = deliveries.lake(tmp_path / "begun")
    damage(commit_of(begun, 0))
    for reads in (lambda: read(root), lambda: read(root, 1), lambda: drive_in(begun, deliveries)):
        with pytest.raises(DamagedLake) as caught:
            reads()
        assert f"{0:020d}.json" in caught.value.message
        assert caught.value.hint and "tillhouse verify --rebuild" in caught.value.hint


@pytest.mark.parametrize("damage", [*DAMAGES, Path.unlink])
def test_cr_07_the_newest_published_commit(
    tmp_path: Path, deliveries: Deliveries, damage: Callable[[Path], None]
) -> None:
    root = ended(tmp_path / "lake", deliveries)
    expected, last = read(root, 1), latest(root).tables[TABLE].version
    damage(commit_of(root, last))
    with pytest.raises(DamagedLake, match=f"{last:020d}.json"):
        read(root)
    assert read(root, 1) == expected
    before = sorted(log_of(root).glob("*.json"))
    write(tmp_path / "new" / "new.csv", [NEW])
    with pytest.raises(DamagedLake):
        take_in(root, tmp_path / "new")
    assert sorted(log_of(root).glob("*.json")) == before, "nothing that was published is removed"


@pytest.mark.parametrize("damage", DAMAGES)
def test_cr_07_a_damaged_leftover_heals(
    tmp_path: Path, deliveries: Deliveries, damage: Callable[[Path], None]
) -> None:
    """A commit that no release names, of a run that was killed."""
    root = deliveries.lake(tmp_path / "lake")
    drive(root, deliveries.folder, TILLHOUSE_FAILPOINT="tables committed")
    for name, state in latest(root).tables.items():
        if (newer := commit_of(root, state.version + 1, name)).exists():
            damage(newer)
    deliveries.assert_recovers(root, deliveries.first)


@pytest.mark.parametrize("damage", DAMAGES)
def test_cr_07_a_damaged_first_run_heals(
    tmp_path: Path, deliveries: Deliveries, damage: Callable[[Path], None]
) -> None:
    root = tmp_path / "lake"
    drive(root, deliveries.folder, TILLHOUSE_FAILPOINT="tables committed")
    for commit in root.glob("lake/*/*/_delta_log/*.json"):
        damage(commit)
    deliveries.assert_recovers(root, {})


def test_cr_07_a_gap_before_a_leftover_heals(tmp_path: Path, deliveries: Deliveries) -> None:
    root = deliveries.lake(tmp_path / "lake")
    for _ in range(2):
        drive(root, deliveries.folder, TILLHOUSE_FAILPOINT="tables committed")
    leftovers = sorted(log_of(root).glob("*.json"))
    assert len(leftovers) > 2
    leftovers[1].unlink()
    deliveries.assert_recovers(root, deliveries.first)


def test_cr_07_a_disk_that_refuses_is_not_damage(
    tmp_path: Path, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A leftover that cannot be read just now is not removed."""
    root = deliveries.lake(tmp_path / "lake")
    drive(root, deliveries.folder, TILLHOUSE_FAILPOINT="tables committed")
    before = sorted(log_of(root).glob("*.json"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError("Unable to open file\nToo many open files (os error 24)")

    monkeypatch.setattr("deltalake.DeltaTable", refuse)
    with pytest.raises(StorageFailed, match="too many files are open"):
        drive_in(root, deliveries)
    assert sorted(log_of(root).glob("*.json")) == before


@pytest.mark.parametrize("damage", [empty, halve, Path.unlink])
def test_cr_08_a_data_file_that_is_missing_or_short(
    tmp_path: Path, deliveries: Deliveries, damage: Callable[[Path], None]
) -> None:
    root = ended(tmp_path / "lake", deliveries)
    path = Path(Snapshot(settings_of(root)).paths(TABLE)[0])
    damage(path)
    with pytest.raises(DamagedLake, match=path.name):
        read(root)


def test_cr_08_a_version_of_other_rows_than_released(tmp_path: Path, deliveries: Deliveries) -> None:
    """A whole log that lacks a file which the release counted."""
    root = ended(tmp_path / "lake", deliveries)
    commit = commit_of(root, latest(root).tables[TABLE].version)
    lines = commit.read_text().splitlines(keepends=True)
    adds = [n for n, line in enumerate(lines) if line.startswith('{"add"')]
    commit.write_text("".join(line for n, line in enumerate(lines) if n != adds[-1]))
    with pytest.raises(DamagedLake, match=r"of [0-9,]+ rows"):
        read(root)


def test_cr_08_a_damaged_release_record(tmp_path: Path, deliveries: Deliveries) -> None:
    root = ended(tmp_path / "lake", deliveries)
    halve(Releases(root).path(1))
    with pytest.raises(DamagedLake, match=r"00000001\.json"):
        Releases(root).load(1)


def test_cr_15_kill_in_a_checkpoint(
    tmp_path: Path, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkpoint is due with every commit; what a kill leaves of it is not needed."""
    monkeypatch.setattr(lakes, "_CHECKPOINT_EVERY", 1)
    root = ended(tmp_path / "lake", deliveries)
    for log in root.glob("lake/*/*/_delta_log"):
        commits = sorted(log.glob("*.json"))
        (log / f"{commits[-1].stem}.checkpoint.parquet").write_bytes(b"PAR1half")
        (log / f"_staged{commits[-1].stem}.tmp").write_bytes(b"half")
    deliveries.assert_recovers(root, deliveries.first)


@pytest.mark.parametrize("deletes", [0, 1, 5])
def test_cr_15_kill_in_a_vacuum(
    tmp_path: Path, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch, deletes: int
) -> None:
    """Some files of retired releases are gone, others not: the published one is whole, and the next ends it."""
    root = ended(tmp_path / "lake", deliveries)
    runs = Pipeline(settings_of(root))
    done: list[Path] = []
    unlink = Path.unlink

    def dies(path: Path, missing_ok: bool = False) -> None:
        if len(done) == deletes:
            raise KeyboardInterrupt
        done.append(path)
        unlink(path, missing_ok)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), runs.writing(restore=False):
        patch.setattr(Path, "unlink", dies)
        vacuum(runs, keep=1, hours=0)
    assert contents(root, latest(root)) == deliveries.expected[2]
    with runs.writing(restore=False):
        vacuum(runs, keep=1, hours=0)
        assert vacuum(runs, keep=1, hours=0).files == 0
    assert contents(root, latest(root)) == deliveries.expected[2]


def drive_in(root: Path, deliveries: Deliveries) -> None:
    """The next run, in this process."""
    take_in(root, deliveries.folder)
