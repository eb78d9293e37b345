"""A plan publishes exactly what was staged, or says why it cannot."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.quarantined import FEED, HEADER, RIGHT, shop
from tests.shops import Shop, take_in
from tillhouse.errors import DamagedLake, StalePlan, UnknownName
from tillhouse.lake.releases import Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.runs import plans
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import load
from tillhouse.sources import Opened, open_all
from tillhouse.upkeep.verification import verified


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return shop(tmp_path_factory.mktemp("plans") / "lake", RIGHT[:2])


@pytest.fixture
def lake(published: Shop, tmp_path: Path) -> Shop:
    """A lake of one release, to be changed."""
    shutil.copytree(published.settings.root, tmp_path / "lake")
    return Shop(load(str(tmp_path / "lake")), published.release)


def delivered(lake: Shop, name: str, *lines: str) -> list[Opened]:
    path = lake.settings.root / name
    path.write_text("\n".join([HEADER, *lines, ""]))
    return open_all(path)


def planned(lake: Shop, feeds: Sequence[Feed] = ()) -> Pipeline:
    """Stage one more file as plan 2."""
    pipeline = Pipeline(lake.settings)
    with pipeline.writing():
        candidate = pipeline.stage({"shop": delivered(lake, "more.csv", *RIGHT[3:5])}, "plan")
        assert candidate is not None
        assert plans.keep(pipeline, candidate, feeds).name == "00000002.json"
    return pipeline


def test_exactly_what_was_planned_is_published(lake: Shop) -> None:
    planned(lake)
    staged = plans.load(lake.settings.root, 2)
    release = plans.apply(lake.settings, 2)
    assert release.tables == staged.release.tables
    assert staged.taken == ("more.csv",)
    assert Releases(lake.settings.root).numbers() == [1, 2]
    assert not verified(lake.settings, release).findings


def test_an_applied_plan_is_gone(lake: Shop) -> None:
    planned(lake)
    plans.apply(lake.settings, 2)
    with pytest.raises(UnknownName):
        plans.apply(lake.settings, 2)


def test_feeds_are_saved_when_the_plan_is_applied(lake: Shop) -> None:
    other = replace(FEED, name="other", path="other.csv")
    planned(lake, [other])
    assert "other" not in load(str(lake.settings.root)).feeds
    plans.apply(lake.settings, 2)
    assert load(str(lake.settings.root)).feeds["other"] == other


def test_a_release_in_between_makes_a_plan_stale(lake: Shop) -> None:
    planned(lake)
    assert take_in(lake.settings, delivered(lake, "between.csv", RIGHT[5])) is not None
    with pytest.raises(StalePlan, match="Plan 2 follows release 1, but release 2"):
        plans.apply(lake.settings, 2)


def test_a_run_in_between_that_published_nothing_makes_a_plan_stale(lake: Shop) -> None:
    with planned(lake).writing():
        pass
    with pytest.raises(StalePlan, match="has discarded what plan 2 had staged"):
        plans.apply(lake.settings, 2)
    assert Releases(lake.settings.root).numbers() == [1]


def test_a_plan_of_files_that_are_gone_is_not_published(lake: Shop) -> None:
    before = set(lake.settings.root.rglob("*.parquet"))
    planned(lake)
    next(iter(set(lake.settings.root.rglob("*.parquet")) - before)).unlink()
    with pytest.raises(DamagedLake):
        plans.apply(lake.settings, 2)
    assert Releases(lake.settings.root).numbers() == [1]


@pytest.mark.parametrize("text", ["{", "{}", "[]"])
def test_a_plan_that_cannot_be_read_is_named(text: str, lake: Shop) -> None:
    planned(lake)
    (lake.settings.root / "plans" / "00000002.json").write_text(text)
    with pytest.raises(DamagedLake, match=r"00000002\.json"):
        plans.load(lake.settings.root, 2)
