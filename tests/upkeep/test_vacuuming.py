"""A vacuum deletes what nothing needs: kept releases lose nothing, wherever it is cut off."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from tests.histories import copied, data_files, three_releases
from tests.shops import Shop
from tillhouse.errors import BadQuery
from tillhouse.lake.releases import Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.sources import open_all
from tillhouse.upkeep import vacuuming
from tillhouse.upkeep.history import every_release, recorded
from tillhouse.upkeep.records import Finding
from tillhouse.upkeep.vacuuming import Vacuumed, vacuum
from tillhouse.upkeep.verification import verified


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return three_releases(tmp_path_factory.mktemp("history"))


def clean(shop: Shop, keep: int, hours: float = 0.0, *, dry_run: bool = False) -> Vacuumed:
    pipeline = Pipeline(shop.settings)
    with pipeline.writing(restore=False):
        return vacuum(pipeline, keep, hours, dry_run=dry_run)


def all_verify(shop: Shop) -> bool:
    releases = Releases(shop.settings.root)
    return all(not verified(shop.settings, releases.load(n)).findings for n in releases.numbers())


@pytest.mark.parametrize("keep", [1, 2, 3, 30])
def test_kept_releases_verify_and_the_rest_is_gone(keep: int, history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    before = set(data_files(shop.settings.root))
    done = clean(shop, keep)
    left = set(data_files(shop.settings.root))
    needed = needed_files(shop)
    assert done.kept == (1, 2, 3)[-keep:]
    assert done.files == len(before) - len(left)
    assert left == needed
    assert all_verify(shop)
    assert (done.files > 0) == (keep < 3)


def needed_files(shop: Shop) -> set[Path]:
    """Every file that a readable release names."""
    from tillhouse.lake.snapshot import Snapshot

    releases = Releases(shop.settings.root)
    return {
        Path(path)
        for number in releases.numbers()
        for name in releases.load(number).tables
        for path in Snapshot(shop.settings, releases.load(number)).paths(name)
    }


def test_retired_releases_stay_on_record(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    assert clean(shop, 1).retired == (1, 2)
    releases = Releases(shop.settings.root)
    assert releases.numbers() == [3]
    assert [(release.number, retired) for release, retired in every_release(releases)] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert recorded(releases, 1)[0].tables["ledger"].rows > 0


def test_a_dry_run_deletes_nothing(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    before = sorted(shop.settings.root.rglob("*"))
    planned = clean(shop, 1, dry_run=True)
    assert sorted(shop.settings.root.rglob("*")) == before
    assert clean(shop, 1) == planned


def test_what_is_young_is_left_alone(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    done = clean(shop, 1, hours=24)
    assert (done.kept, done.files) == ((1, 2, 3), 0)


def applied_after_a_vacuum(shop: Shop, more: Path) -> tuple[Finding, ...]:
    """What `verify` finds of a release that was staged, vacuumed around and published."""
    pipeline = Pipeline(shop.settings)
    with pipeline.writing():
        candidate = pipeline.stage({"shop": open_all(more)}, "plan")
        assert candidate is not None
    clean(shop, 1)
    with pipeline.writing(restore=False):
        release = pipeline.publish(candidate)
    return verified(shop.settings, release).findings


@pytest.fixture
def more(history: Shop, tmp_path: Path) -> Path:
    """A few lines of orders that the history has not, as a file of their own."""
    path = tmp_path / "more.csv"
    delivered = next(history.settings.root.parent.glob("sales/*.csv"))
    header, *lines = delivered.read_bytes().splitlines(keepends=True)[:9]
    path.write_bytes(header + b"".join(re.sub(rb"^(C?)\d", rb"\g<1>9", line) for line in lines))
    return path


def test_what_a_plan_has_staged_stays(history: Shop, more: Path, tmp_path: Path) -> None:
    """The heads of tables are not published yet, but a plan may name them: it can be applied afterwards."""
    assert applied_after_a_vacuum(copied(history, tmp_path), more) == ()


def test_a_vacuum_of_what_is_not_published_yet_would_be_noticed(
    history: Shop, more: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: with the heads of tables left out of what is needed, the plan has lost its files."""
    monkeypatch.setattr(vacuuming, "_unpublished", lambda *_: range(0))
    found = applied_after_a_vacuum(copied(history, tmp_path), more)
    assert {"raw_sales", "ledger"} <= {finding.table for finding in found}


def test_a_second_vacuum_finds_nothing(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    clean(shop, 1)
    again = clean(shop, 1)
    assert (again.files, again.retired, again.leftovers) == (0, (), 0)


def test_leftovers_of_killed_runs_go_when_old(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    orphan = data_files(shop.settings.root)[0].with_name("orphan.parquet")
    temporary = shop.settings.root / "releases" / ".00000004.json.123"
    for path in (orphan, temporary):
        path.write_bytes(b"left")
    assert clean(shop, 30, hours=1).files == 0
    old = time.time() - 7200
    for path in (orphan, temporary):
        os.utime(path, (old, old))
    done = clean(shop, 30, hours=1)
    assert (done.files, done.leftovers, orphan.exists(), temporary.exists()) == (1, 1, False, False)


@pytest.mark.parametrize("after", [0, 1, 7])
def test_cut_off_anywhere_it_harms_nothing(
    after: int, history: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = copied(history, tmp_path)
    unlink, left = Path.unlink, [after]

    def failing(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".parquet":
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        unlink(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", failing)
        with pytest.raises(KeyboardInterrupt):
            clean(shop, 1)
    assert all_verify(shop)
    clean(shop, 1)
    assert set(data_files(shop.settings.root)) == needed_files(shop)


def test_records_are_retired_before_files_go(
    history: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the order: when retiring fails, not one file has gone."""
    shop = copied(history, tmp_path)
    before = set(data_files(shop.settings.root))

    def failing(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(vacuuming, "sync", failing)
    with pytest.raises(KeyboardInterrupt):
        clean(shop, 1)
    assert set(data_files(shop.settings.root)) == before


@pytest.mark.parametrize(("keep", "hours"), [(0, 0.0), (1, -1.0)])
def test_what_makes_no_sense_is_refused(keep: int, hours: float, history: Shop) -> None:
    with pytest.raises(BadQuery):
        clean(history, keep, hours, dry_run=True)
