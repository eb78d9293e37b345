"""Moments as people write them, and the release that was published by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.lake.test_releases import release
from tillhouse.errors import BadQuery, BadSetting, UnknownName
from tillhouse.lake.moments import moment_of, release_at
from tillhouse.lake.releases import Releases


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """Releases 1 and 2, of 13:00 and 14:00 UTC on 1 March 2024."""
    found = Releases(tmp_path)
    for number in (1, 2):
        found.publish(release(number))
    return found


def test_a_day_means_its_end() -> None:
    end = datetime(2011, 12, 9, 23, 59, 59, 999999).astimezone()
    assert moment_of("2011-12-09") == moment_of("20111209") == moment_of(date(2011, 12, 9)) == end


def test_a_moment_without_a_zone_is_local() -> None:
    assert moment_of("2011-12-09T14:00") == datetime(2011, 12, 9, 14).astimezone()
    assert moment_of(datetime(2011, 12, 9, 14)) == moment_of("2011-12-09T14:00")


def test_a_zone_is_kept() -> None:
    east = timezone(timedelta(hours=2))
    assert moment_of("2011-12-09T14:00+02:00") == datetime(2011, 12, 9, 14, tzinfo=east)
    assert moment_of(datetime(2011, 12, 9, 12, tzinfo=UTC)) == datetime(2011, 12, 9, 14, tzinfo=east)


@pytest.mark.parametrize("text", ["", "yesterday", "2011-13-01", "2011-12-09T25:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="2011-12-09T14:00"):
        moment_of(text)


def test_the_release_published_last_by_then_is_found(releases: Releases) -> None:
    assert release_at(releases, "2024-03-01T13:00+00:00").number == 1
    assert release_at(releases, "2024-03-01T13:59:59+00:00").number == 1
    assert release_at(releases, datetime(2024, 3, 1, 14, tzinfo=UTC)).number == 2
    assert release_at(releases, "2031-01-01").number == 2


def test_before_the_first_none_is_found(releases: Releases) -> None:
    with pytest.raises(BadQuery, match="The first is release 1, published 2024-03-01 13:00 UTC"):
        release_at(releases, "2024-03-01T12:59+00:00")


def test_a_lake_without_releases_has_none(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        release_at(Releases(tmp_path), "2024-03-01")


def test_what_was_published_is_asked_not_what_is_numbered(tmp_path: Path) -> None:
    found = Releases(tmp_path)
    found.publish(release(3))
    found.publish(replace(release(4), created_at="2024-03-02T00:00:00+00:00"))
    assert release_at(found, "2024-03-01T15:00+00:00").number == 3
