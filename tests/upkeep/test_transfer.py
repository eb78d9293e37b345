"""What comes along to a lake elsewhere besides tables, and what is said of the rest."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.histories import copied, shop_at
from tests.shops import Shop
from tillhouse.lake.releases import Releases
from tillhouse.quarantine.fixes import Fixes, Scope, parsed
from tillhouse.settings.settings import FILE, load, save_feed
from tillhouse.upkeep.transfer import belongings
from tillhouse.upkeep.vacuuming import retired_numbers


@pytest.fixture
def shop(small_lake: Shop, tmp_path: Path) -> Shop:
    """A lake with a fix, a file from standard input, a comment in its settings, and a store that it names."""
    mine = copied(small_lake, tmp_path)
    root = mine.settings.root
    Fixes(root).add([parsed("set quantity=3")], Scope(month="2010-12"), "typed x for 3")
    (root / "inbox" / "till").mkdir(parents=True)
    (root / "inbox" / "till" / "0a.csv").write_text("a,b\n")
    save_feed(root, replace(mine.settings.feeds["shop"], name="till", path=str(root / "inbox" / "till")))
    text = (root / FILE).read_text()
    (root / FILE).write_text(f'# ours\nstore = "s3://bucket/x"\nkeep_releases = 7\n{text}')
    return replace(mine, settings=replace(mine.settings, keep_releases=7))


def test_settings_come_without_the_store(shop: Shop, tmp_path: Path) -> None:
    new = tmp_path / "new"
    assert belongings(shop.settings, shop.release, new) == []
    found, text = load(str(new)), (new / FILE).read_text()
    assert (found.store, found.keep_releases, "# ours" in text) == ("", 7, True)
    assert found.feeds["shop"] == shop.settings.feeds["shop"]
    assert found.feeds["till"].path == str(new / "inbox" / "till")
    assert (new / "inbox" / "till" / "0a.csv").read_text() == "a,b\n"


def test_fixes_and_records_come_as_they_are(shop: Shop, tmp_path: Path) -> None:
    new, root = tmp_path / "new", shop.settings.root
    belongings(shop.settings, shop.release, new)
    assert Fixes(new).all() == Fixes(root).all()
    assert (retired_numbers(Releases(new)), Releases(new).numbers()) == ([1], [])
    assert Releases(new).origin() == Releases(root).origin(), "a warehouse takes it for the same lake"


def test_without_a_file_the_record_knows_the_feeds(shop: Shop, tmp_path: Path) -> None:
    (shop.settings.root / FILE).unlink()
    belongings(shop.settings, shop.release, tmp_path / "new")
    assert load(str(tmp_path / "new")).feeds == {"shop": shop.settings.feeds["shop"]}


def test_a_damaged_fix_is_left_out_and_said(shop: Shop, tmp_path: Path) -> None:
    path = shop.settings.root / "fixes" / "00000001.json"
    path.write_text(path.read_text().replace("typed x", "typed y"))
    (found,) = belongings(shop.settings, shop.release, tmp_path / "new")
    assert (found.table, "left out" in found.what) == ("fix 1", True)
    assert Fixes(tmp_path / "new").all() == []


def test_a_damaged_record_is_left_out_and_said(shop: Shop, tmp_path: Path) -> None:
    releases = shop.settings.root / "releases"
    (releases / "retired").mkdir()
    shutil.copy(releases / "00000001.json", releases / "retired")
    later = replace(shop_at(shop.settings.root).release, number=2)
    (releases / "00000001.json").rename(releases / "00000002.json")
    (releases / "retired" / "00000001.json").write_text("{")
    (found,) = belongings(shop.settings, later, tmp_path / "new")
    assert (found.table, "left out" in found.what) == ("release 1", True)
    assert retired_numbers(Releases(tmp_path / "new")) == [2]
