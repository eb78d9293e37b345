"""Going back publishes a new release; what was published stays on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.histories import copied, shop_at, three_releases
from tests.shops import Shop, take_in
from tillhouse.errors import UnknownName
from tillhouse.lake.releases import Release, Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import load
from tillhouse.sources import open_all
from tillhouse.upkeep.history import all_differences
from tillhouse.upkeep.rollback import rolled_back
from tillhouse.upkeep.verification import verified


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return three_releases(tmp_path_factory.mktemp("history"))


def go_back(shop: Shop, number: int) -> Release | None:
    pipeline = Pipeline(shop.settings)
    with pipeline.writing():
        candidate = rolled_back(pipeline, number)
        return pipeline.publish(candidate) if candidate else None


def test_the_tables_are_those_of_the_earlier_release(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    release = go_back(shop, 1)
    releases = Releases(shop.settings.root)
    assert release is not None
    assert (release.number, release.parent, releases.numbers()) == (4, 3, [1, 2, 3, 4])
    assert all_differences(releases.load(1), release) == []
    assert release.digest == releases.load(1).digest
    assert releases.load(3).to_json() == history.release.to_json()
    assert verified(shop.settings, release).findings == ()
    assert verified(shop.settings, releases.load(3)).findings == ()


def test_going_back_twice_does_nothing(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    assert go_back(shop, 2) is not None
    assert go_back(shop, 2) is None
    assert go_back(shop, 4) is None


def test_going_back_and_forth_arrives_where_it_began(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    go_back(shop, 1)
    forth = go_back(shop, 3)
    assert forth is not None
    assert forth.digest == history.release.digest


def test_files_taken_in_since_can_be_taken_in_again(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    go_back(shop, 1)
    files = open_all(history.settings.root.parent / "sales")
    again = take_in(load(str(shop.settings.root)), files)
    assert again is not None
    assert again.digest == history.release.digest
    assert verified(shop.settings, shop_at(shop.settings.root).release).findings == ()


def test_a_release_that_never_was_is_refused(history: Shop, tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        go_back(copied(history, tmp_path), 9)
