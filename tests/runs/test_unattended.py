"""A whole run without a person: taken in, published, followed, and accounted for."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.shops import Shop, open_shop
from tillhouse import engines
from tillhouse.errors import DamagedLake, FixTheSetup, UnknownName
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs import afterwards, unattended
from tillhouse.runs.afterwards import Report
from tillhouse.runs.unattended import Ran
from tillhouse.sample import write_sample
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A lake that has taken in the one file of a folder."""
    (tmp_path / "sales").mkdir()
    write_sample(tmp_path / "sales" / "first.csv", 200, seed=3)
    (tmp_path / "sales" / "first.truth.json").unlink(missing_ok=True)
    return open_shop(tmp_path / "lake", tmp_path / "sales", duplicates="redelivery")


def deliver(shop: Shop, name: str = "second.csv", text: str | None = None) -> Path:
    """One more file in the folder."""
    path = Path(shop.settings.feeds["shop"].path) / name
    if text is not None:
        path.write_text(text, "cp1252")
        return path
    made = write_sample(shop.settings.root.parent / "made" / name, 200, seed=5).files[0]
    shutil.copyfile(made, path)
    return path


def ran(settings: Settings, *feeds: str) -> Ran:
    return unattended.run(settings, feeds, Telemetry())


def test_what_is_new_is_published(shop: Shop) -> None:
    deliver(shop)
    found = ran(shop.settings, "shop")
    assert found.release is not None
    assert (found.release.number, found.release.cause) == (2, "run shop")
    assert (found.missing, found.refused, found.followed) == ((), {}, ())
    assert ran(shop.settings).release is None, "the second run finds nothing new"


def test_what_follows_is_brought_up_with_a_release_and_without(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def followed(settings: Settings, progress: Telemetry) -> None:
        progress.reports.append(Report("tally", Releases(settings.place).numbers()[-1], "done", None, ""))

    monkeypatch.setattr(afterwards, "follow", followed)
    assert [(one.follower, one.release) for one in ran(shop.settings).followed] == [("tally", 1)]
    deliver(shop)
    assert [(one.follower, one.release) for one in ran(shop.settings).followed] == [("tally", 2)]


def test_a_file_that_cannot_be_read_is_left_out_and_named(shop: Shop) -> None:
    deliver(shop)
    wrong = deliver(shop, "wrong.csv", "a,b\n1,2\n")
    found = ran(shop.settings)
    assert found.release is not None
    assert list(found.refused) == [str(wrong)]
    assert all(found.refused.values())


def test_a_file_without_a_record_is_named_and_is_no_delivery(shop: Shop) -> None:
    header = deliver(shop).read_text("cp1252").splitlines()[0]
    deliver(shop, "bare.csv", header + "\n")
    found = ran(shop.settings)
    assert found.empty == ("bare.csv",)
    assert found.release is not None
    names = Snapshot(shop.settings, found.release).frame("deliveries").select("name").collect()
    assert sorted(names["name"].to_list()) == ["first.csv", "second.csv"]


def test_what_a_delivery_says_against_its_feed_is_told(shop: Shop) -> None:
    header, *lines = deliver(shop).read_text("cp1252").splitlines()
    assert ran(shop.settings).findings == (), "the second file is as the first"
    others = [f"{header},Eco Levy", *(f"6{line},0.30" for line in lines)]
    deliver(shop, "third.csv", "\n".join([*others, ""]))
    found = ran(shop.settings)
    assert [(one.feed, one.file) for one in found.findings] == [("shop", "third.csv")] * len(found.findings)
    assert "money_beside" in [one.said["name"] for one in found.findings]
    assert ran(shop.settings).findings == (), "they were told with the release"


def test_a_feed_without_files_is_named(shop: Shop, tmp_path: Path) -> None:
    none = replace(shop.settings.feeds["shop"], name="none", path=str(tmp_path / "absent"))
    both = replace(shop.settings, feeds={**shop.settings.feeds, "none": none})
    deliver(shop)
    found = ran(both)
    assert found.release is not None
    assert [sentence.split(":")[0] for sentence in found.missing] == ["Feed none"]


def test_a_lake_without_feeds_and_a_feed_without_name_are_refused(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(FixTheSetup, match="tillhouse open FILE"):
        ran(Settings(tmp_path / "empty"))
    with pytest.raises(UnknownName, match="shop"):
        ran(shop.settings, "shpo")


def test_nothing_new_does_not_hide_damage(shop: Shop) -> None:
    assert ran(shop.settings).release is None
    log = shop.settings.root / "lake" / "silver" / "ledger" / "_delta_log"
    commit = next(iter(sorted(log.glob("*.json"))))
    commit.write_bytes(commit.read_bytes().replace(b"add", b"bad", 1))
    with pytest.raises(DamagedLake):
        ran(shop.settings)


def test_an_engine_is_chosen_for_the_work(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    chosen = engines.chosen

    def noted(size: int, cluster: str) -> engines.Choice:
        sizes.append(size)
        return chosen(size, cluster)

    monkeypatch.setattr(engines, "chosen", noted)
    path = deliver(shop)
    assert ran(replace(shop.settings, engine=engines.AUTO)).release is not None
    assert len(sizes) == 1
    assert sizes[0] >= path.stat().st_size
