"""Going back publishes a new release; what was published stays on record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.histories import copied, shop_at, three_releases
from tests.shops import Shop, take_in
from tillhouse.catalog import catalog
from tillhouse.errors import DamagedLake, StorageFailed, UnknownName
from tillhouse.lake import commits
from tillhouse.lake.releases import Release, Releases
from tillhouse.pipeline import stages
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import load
from tillhouse.sources import open_all
from tillhouse.upkeep.history import all_differences
from tillhouse.upkeep.rollback import roll_back, rolled_back
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
    assert release.window == releases.load(1).window != history.release.window
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


def overwritten(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def altered(path: Path) -> None:
    """Still JSON, but it says something else."""
    path.write_text(path.read_text().replace('"size":', '"size":1'))


def newest_commit(shop: Shop, name: str) -> Path:
    log = shop.snapshot.lake.log(catalog()[name])
    assert isinstance(log, Path)
    return commits.path_of(log, shop.release.tables[name].version)  # type: ignore[return-value]


@pytest.mark.parametrize("damage", [overwritten, altered, Path.unlink])
@pytest.mark.parametrize("name", ["raw_sales", "daily_sales"])
def test_a_damaged_head_is_left_behind(
    name: str, damage: Callable[[Path], None], history: Shop, tmp_path: Path
) -> None:
    shop = copied(history, tmp_path)
    damage(newest_commit(shop, name))
    with pytest.raises(DamagedLake, match=name) as caught, Pipeline(shop.settings).writing():
        pass
    assert "tillhouse releases rollback 2" in str(caught.value.hint)
    release = roll_back(shop.settings, 2)
    assert release is not None
    assert (release.number, release.parent) == (4, 3)
    back = shop_at(shop.settings.root)
    assert verified(back.settings, back.release).findings == ()
    assert back.fingerprints == Shop(shop.settings, Releases(shop.settings.root).load(2)).fingerprints
    assert name in {f.table for f in verified(shop.settings, shop.release).findings}
    files = open_all(history.settings.root.parent / "sales")
    again = take_in(load(str(shop.settings.root)), files)
    assert again is not None
    assert again.digest == history.release.digest


@pytest.mark.parametrize("damage", [overwritten, Path.unlink])
def test_a_damaged_record_of_the_head_is_left_behind(
    damage: Callable[[Path], None], history: Shop, tmp_path: Path
) -> None:
    shop = copied(history, tmp_path)
    releases = Releases(shop.settings.root)
    damage(shop.settings.root / "releases" / "00000003.json")
    release = roll_back(shop.settings, 1)
    assert release is not None
    assert release.digest == releases.load(1).digest
    assert [f.table for f in verified(shop.settings, release).findings] == (
        ["release 3"] if release.number == 4 else []
    )


def test_data_that_only_the_head_has_need_not_be_there(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    kept = {
        path.name
        for path in map(
            Path, Shop(shop.settings, Releases(shop.settings.root).load(2)).snapshot.paths("ledger")
        )
    }
    for path in map(Path, shop.snapshot.paths("ledger")):
        if path.name not in kept:
            path.unlink()
    assert roll_back(shop.settings, 2) is not None
    back = shop_at(shop.settings.root)
    assert verified(back.settings, back.release).findings == ()


def test_damaged_data_is_not_published_again(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    path = Path(Shop(shop.settings, Releases(shop.settings.root).load(1)).snapshot.paths("ledger")[0])
    content = path.read_bytes()
    path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    with pytest.raises(DamagedLake, match=path.name):
        roll_back(shop.settings, 1)
    assert Releases(shop.settings.root).numbers() == [1, 2, 3]


def test_a_failed_sync_after_damage_forgets_only_what_it_committed(
    history: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = copied(history, tmp_path)
    log = newest_commit(shop, "daily_sales").parent
    overwritten(newest_commit(shop, "daily_sales"))
    before = {path.name for path in log.glob("*.json")}

    def failing(_root: Path) -> None:
        raise StorageFailed("the disk is full")

    monkeypatch.setattr(stages, "sync", failing)
    with pytest.raises(StorageFailed):
        roll_back(shop.settings, 2)
    assert {path.name for path in log.glob("*.json")} == before
    assert Releases(shop.settings.root).numbers() == [1, 2, 3]
