"""What follows a release follows it whoever published it, and is brought up by the next run where it was not."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.shops import Shop, open_shop
from tests.warehouses.asking import asked
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs import afterwards
from tillhouse.runs.running import outstanding, run
from tillhouse.runs.seen import Seen
from tillhouse.sample import write_sample
from tillhouse.settings.settings import Settings, Warehouse, load
from tillhouse.telemetry import Telemetry
from tillhouse.upkeep.rollback import roll_back
from tillhouse.warehouses import Place, place_of

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    sample = write_sample(tmp_path / "shop.csv", 300, seed=3)
    return open_shop(tmp_path / "lake", sample.files[0], duplicates="redelivery")


@pytest.fixture
def settings(shop: Shop) -> Settings:
    path = shop.settings.root / "tillhouse.toml"
    path.write_text(path.read_text() + '\n[warehouse]\nto = "sqlite"\n')
    return load(str(shop.settings.root))


def held(place: Place) -> int:
    return int(asked(place, "SELECT release FROM @loaded_release")[0][0])


def delivered(settings: Settings) -> Telemetry:
    """One more file, taken in from Python."""
    (name,) = settings.feeds
    folder = Path(settings.feeds[name].path).parent
    more = write_sample(folder / "more.csv", 300, seed=4).files[0]
    feeds = {name: replace(settings.feeds[name], path=str(more))}
    changed, said = replace(settings, feeds=feeds), Telemetry()
    assert run(changed, outstanding(changed, [name], Seen(changed)), "test", said)
    return said


def test_a_run_from_python_is_followed_by_analytics_and_the_warehouse(settings: Settings) -> None:
    said = delivered(replace(settings, analyse=True))
    assert [(one.follower, one.failure) for one in said.reports] == [("analytics", None), ("warehouse", None)]
    published = Releases(settings.place).latest()
    assert published and published.cause == "analytics of release 2"
    assert Snapshot(settings).stale == []
    assert held(place_of(settings)) == published.number == 3


def test_going_back_is_followed_too(settings: Settings) -> None:
    delivered(settings)
    roll_back(settings, 1)
    assert held(place_of(settings)) == 3


def test_nothing_follows_where_nothing_is_set(shop: Shop) -> None:
    assert delivered(replace(shop.settings, warehouse=Warehouse())).reports == []


def test_a_follower_that_fails_takes_nothing_back_and_is_named_until_it_was_brought_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr("tillhouse.runs.afterwards.warehouse.load", fails)
        (report,) = delivered(settings).reports
    assert (report.release, str(report.failure), report.retry) == (2, "the disk is gone", "warehouse load")
    assert [name for name, _, _ in afterwards.stale(settings)] == ["warehouse"]
    afterwards.follow(settings, said := Telemetry())
    assert [one.follower for one in said.reports] == ["warehouse"]
    assert held(place_of(settings)) == 2
    assert list(afterwards.stale(settings)) == []


def test_what_is_up_to_date_is_left_alone(settings: Settings) -> None:
    delivered(settings)
    afterwards.follow(settings, said := Telemetry())
    assert said.reports == []


def test_a_reader_who_goes_away_keeps_nothing_from_following(settings: Settings, tmp_path: Path) -> None:
    """`tillhouse run | head -1`: the release and its copy are made, and nothing is said to be missing."""
    (name,) = settings.feeds
    path = Path(settings.feeds[name].path)
    write_sample(path.with_name("more.csv"), 300, seed=4)
    saved = settings.root / "tillhouse.toml"
    saved.write_text(saved.read_text().replace(str(path), str(path.with_name("*.csv"))))
    words = [sys.executable, "-m", "tillhouse", "--root", str(settings.root), "run"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(write)
    assert held(place_of(settings)) == 2
    assert done.stderr == ""
