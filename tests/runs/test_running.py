"""Runs: what is outstanding, and which release a file came with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.calls import line, write_lines
from tests.shops import open_shop
from tillhouse.errors import TryAgain, UnreadableFile
from tillhouse.lake.releases import Releases
from tillhouse.runs.running import outstanding, release_of, run
from tillhouse.runs.seen import Seen
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.telemetry import Telemetry


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A lake with one feed, a folder whose `a.csv` was taken in."""
    write_lines(tmp_path / "in" / "a.csv", [line(n, 3, day=20 + n) for n in range(1, 5)])
    return open_shop(tmp_path / "lake", tmp_path / "in").settings


def names(settings: Settings) -> list[str]:
    return [file.name for file in outstanding(settings, settings.feeds, Seen(settings)).files["shop"]]


def test_a_run_takes_in_what_the_cache_does_not_know(settings: Settings, tmp_path: Path) -> None:
    assert names(settings) == ["a.csv"]
    assert run(settings, outstanding(settings, ["shop"], Seen(settings)), "test", Telemetry()) is None
    write_lines(tmp_path / "in" / "b.csv", [line(9, 3, day=29)])
    assert names(settings) == ["b.csv"]
    release = run(settings, outstanding(settings, ["shop"], Seen(settings)), "test", Telemetry())
    assert release is not None
    assert release.number == 2
    assert names(settings) == []
    assert {Path(n).name: f.release for n, f in Seen(settings).files.items()} == {"a.csv": 0, "b.csv": 2}


def test_which_release_a_file_came_with(settings: Settings, tmp_path: Path) -> None:
    first = open_all(tmp_path / "in")
    write_lines(tmp_path / "in" / "b.csv", [line(9, 3, day=29)])
    both = open_all(tmp_path / "in")
    assert release_of(settings, "shop", both) is None
    run(settings, outstanding(settings, ["shop"], Seen(settings)), "test", Telemetry())
    numbers = [release.number for files in (first, both) if (release := release_of(settings, "shop", files))]
    assert numbers == [1, 2]
    edited = replace(settings, feeds={"shop": replace(settings.feeds["shop"], duplicates="keep")})
    assert release_of(edited, "shop", first) is None


def test_a_feed_without_files_does_not_stop_the_others(settings: Settings) -> None:
    gone = replace(settings.feeds["shop"], name="gone", path="nowhere.csv")
    both = replace(settings, feeds={**settings.feeds, "gone": gone})
    work = outstanding(both, both.feeds, Seen(both))
    assert list(work.files) == ["shop"]
    assert "nowhere.csv" in work.missing["gone"]
    with pytest.raises(UnreadableFile, match=r"nowhere\.csv"):
        outstanding(both, ["gone"], Seen(both))


def test_a_file_written_while_it_is_read_is_not_published(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "in" / "b.csv"
    write_lines(path, [line(9, 3, day=29)])
    whole = path.read_text()

    def grow(name: str, _amount: float) -> None:
        if name == "take in":
            path.write_text(whole + whole.splitlines()[-1] + "\n")

    with pytest.raises(TryAgain, match=r"b\.csv was written while it was read"):
        run(settings, outstanding(settings, ["shop"], Seen(settings)), "test", Telemetry(grow))
    assert Releases(settings.root).numbers() == [1]
    assert run(settings, outstanding(settings, ["shop"], Seen(settings)), "test", Telemetry()) is not None
