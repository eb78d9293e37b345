"""A warehouse is that of one lake, and holds what that lake has published last."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import line, write_lines
from tests.shops import open_shop
from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import APRIL, MAY, Growing
from tillhouse.errors import FixTheSetup
from tillhouse.lake.releases import Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.upkeep.vacuuming import vacuum
from tillhouse.warehouses import Place, checked, load
from tillhouse.warehouses._store import kind_of


@pytest.fixture
def other(tmp_path: Path) -> Growing:
    """Another lake with as many releases."""
    folder = tmp_path / "elsewhere"
    open_shop(folder / "lake", write_lines(folder / "other.csv", [line(n, 2) for n in range(2, 40)]))
    return Growing(folder / "lake")


def test_another_lake_takes_no_place_unasked(lake: Growing, other: Growing, place: Place) -> None:
    load(lake.settings, place)
    with pytest.raises(FixTheSetup, match="holds release 1 of another lake") as refused:
        load(other.settings, place)
    assert f"tillhouse warehouse load --all --to {place.to}" in str(refused.value)
    assert checked(lake.settings, place).differences == ()
    with pytest.raises(FixTheSetup, match="of another lake"):
        checked(other.settings, place)


def test_another_lake_takes_its_place_when_told_to(lake: Growing, other: Growing, place: Place) -> None:
    load(lake.settings, place)
    load(other.settings, place, whole=True)
    assert checked(other.settings, place).differences == ()
    with pytest.raises(FixTheSetup, match="of another lake"):
        load(lake.settings, place)


def test_a_lake_stays_the_same_where_it_is_moved_and_its_first_release_retired(
    lake: Growing, place: Place, tmp_path: Path
) -> None:
    load(lake.settings, place)
    lake.deliver("late.csv", APRIL)
    before = Releases(lake.root).origin()
    pipeline = Pipeline(lake.settings)
    with pipeline.writing(restore=False):
        assert vacuum(pipeline, 1, 0.0).retired == (1,)
    shutil.move(lake.root, tmp_path / "moved")
    moved = Growing(tmp_path / "moved")
    assert Releases(moved.root).origin() == before != ""
    assert load(moved.settings, place).before == 1
    assert checked(moved.settings, place).differences == ()


def test_a_record_that_names_no_lake_is_taken_for_this_one_and_then_does(lake: Growing, place: Place) -> None:
    load(lake.settings, place)
    told(place, *WITHOUT_LAKE[place.to])
    assert checked(lake.settings, place).differences == ()
    assert load(lake.settings, place).rows == 0
    assert asked(place, "SELECT lake FROM @loaded_release") == [(Releases(lake.root).origin(),)]


def test_a_loader_that_waited_does_not_put_an_older_release_over_a_newer(
    lake: Growing, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(lake.settings, place)
    lake.deliver("late.csv", APRIL)
    kind = kind_of(place.to)
    at_once = kind.written

    def waits(url: str, work: Callable[[Any], Any]) -> Any:
        monkeypatch.setattr(kind, "written", at_once)
        lake.deliver("may.csv", MAY)
        assert load(lake.settings, place).release.number == 3
        return at_once(url, work)

    monkeypatch.setattr(kind, "written", waits)
    done = load(lake.settings, place)
    assert (done.before, done.release.number, done.rows) == (3, 3, 0)
    assert not checked(lake.settings, place).behind


#: What makes a record of what it was before it named the lake.
WITHOUT_LAKE = {
    "postgres": (
        "ALTER TABLE @loaded_release DROP COLUMN lake",
        "UPDATE @alembic_version SET version_num = '0001'",
    ),
    "sqlite": ("ALTER TABLE @loaded_release DROP COLUMN lake",),
    "duckdb": ("ALTER TABLE @loaded_release DROP COLUMN lake",),
}
