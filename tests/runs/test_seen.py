"""The cache of files taken in: when it is believed, and what it must not miss."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tillhouse.runs import seen
from tillhouse.runs.seen import Look, Seen, SeenFile, looks
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings

HOUR = 3600 * 10**9


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A lake whose release 1 took in `in/a.csv`, an hour old, remembered with its hash."""
    place = tmp_path / "in"
    place.mkdir()
    file = place / "a.csv"
    file.write_text("one")
    _age(file, HOUR)
    root = tmp_path / "lake"
    log = root / "lake" / "gold" / "dim_date" / "_delta_log"
    log.mkdir(parents=True)
    (log / f"{0:020}.json").touch()
    (root / "releases").mkdir()
    (root / "releases" / "00000001.json").touch()
    found = Settings(root, feeds={"shop": Feed("shop", str(place))})
    Seen(found).remember(1, {str(file): SeenFile("shop", Look.at(file), _hash(file), 1)})
    return found


def _age(path: Path, nanoseconds: int) -> None:
    then = time.time_ns() - nanoseconds
    os.utime(path, ns=(then, then))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_was_taken_in_is_known(settings: Settings) -> None:
    assert Seen(settings).nothing_new(["shop"])


def _another_file(settings: Settings) -> Settings:
    (settings.root.parent / "in" / "b.csv").write_text("two")
    return settings


def _grown(settings: Settings) -> Settings:
    file = settings.root.parent / "in" / "a.csv"
    file.write_text("one more")
    _age(file, HOUR)
    return settings


def _one_byte(settings: Settings) -> Settings:
    file = settings.root.parent / "in" / "a.csv"
    file.write_text("onE")
    _age(file, HOUR // 2)
    return settings


def _another_inode(settings: Settings) -> Settings:
    file = settings.root.parent / "in" / "a.csv"
    before = file.stat().st_mtime_ns
    other = file.with_name("c.csv")
    other.write_text("onE")
    other.replace(file)
    os.utime(file, ns=(before, before))
    return settings


def _none_left(settings: Settings) -> Settings:
    (settings.root.parent / "in" / "a.csv").unlink()
    return settings


def _another_reading(settings: Settings) -> Settings:
    return replace(settings, feeds={"shop": replace(settings.feeds["shop"], duplicates="exact")})


def _another_calendar(settings: Settings) -> Settings:
    return replace(settings, calendar=replace(settings.calendar, pattern="4-4-5"))


def _another_release(settings: Settings) -> Settings:
    (settings.root / "releases" / "00000002.json").touch()
    return settings


def _a_head_ahead(settings: Settings) -> Settings:
    (settings.root / "lake" / "gold" / "dim_date" / "_delta_log" / f"{1:020}.json").touch()
    return settings


def _no_cache(settings: Settings) -> Settings:
    (settings.root / "cache" / "seen.json").unlink()
    return settings


def _torn_cache(settings: Settings) -> Settings:
    path = settings.root / "cache" / "seen.json"
    path.write_text(path.read_text()[:-20])
    return settings


def _other_code(settings: Settings) -> Settings:
    path = settings.root / "cache" / "seen.json"
    path.write_text(path.read_text().replace('"code": "', '"code": "f'))
    return settings


@pytest.mark.parametrize(
    "changed",
    [
        _another_file,
        _grown,
        _one_byte,
        _another_inode,
        _none_left,
        _another_reading,
        _another_calendar,
        _another_release,
        _a_head_ahead,
        _no_cache,
        _torn_cache,
        _other_code,
    ],
)
def test_anything_that_could_matter_is_not_nothing(
    settings: Settings, changed: Callable[[Settings], Settings]
) -> None:
    assert not Seen(changed(settings)).nothing_new(["shop"])


def test_a_run_by_other_code_may_have_something_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "stamp", lambda: "of another version")
    assert not Seen(settings).nothing_new(["shop"])


def test_a_touched_file_of_the_same_content_is_known_by_its_hash(settings: Settings) -> None:
    _age(settings.root.parent / "in" / "a.csv", HOUR // 2)
    assert Seen(settings).nothing_new(["shop"])


def test_a_file_too_young_to_trust_is_hashed(settings: Settings) -> None:
    """Changed within the clock tick in which it was remembered: size, time and inode are as they were."""
    file = settings.root.parent / "in" / "a.csv"
    _age(file, 0)
    look = Look.at(file)
    Seen(settings).remember(1, {str(file): SeenFile("shop", look, _hash(file), 1)})
    assert Seen(settings).nothing_new(["shop"])
    file.write_text("onE")
    os.utime(file, ns=(look.mtime_ns, look.mtime_ns))
    assert Look.at(file) == look
    assert not Seen(settings).nothing_new(["shop"])


def test_what_is_remembered_stays_for_the_next_release_only(settings: Settings) -> None:
    file = settings.root.parent / "in" / "b.csv"
    file.write_text("two")
    before = Seen(settings)
    (settings.root / "releases" / "00000002.json").touch()
    before.remember(2, {str(file): SeenFile("shop", Look.at(file), _hash(file), 2)})
    assert {Path(name).name: seen.release for name, seen in Seen(settings).files.items()} == {
        "a.csv": 1,
        "b.csv": 2,
    }
    assert Seen(settings).nothing_new(["shop"])


def test_a_file_belongs_to_one_feed(settings: Settings) -> None:
    file = settings.root.parent / "in" / "a.csv"
    assert Seen(settings).knows("shop", str(file), Look.at(file))
    assert not Seen(settings).knows("other", str(file), Look.at(file))


def test_paths_are_files_folders_and_globs(tmp_path: Path) -> None:
    for name in ("a.csv", "deep/b.csv", "deep/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()

    def names(path: Path) -> list[str]:
        return [Path(found).name for found in looks(str(path))]

    assert names(tmp_path / "a.csv") == ["a.csv"]
    assert names(tmp_path) == ["a.csv", "b.csv", "c.txt"]
    assert names(tmp_path / "**" / "*.csv") == ["a.csv", "b.csv"]
    assert names(tmp_path / "none") == []
