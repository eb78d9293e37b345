"""The release that was the published one at a moment, however the moment is written."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time

from tillhouse.errors import BadQuery, BadSetting
from tillhouse.lake.releases import Release, Releases


def moment_of(said: str | date) -> datetime:
    """A moment from its text or day: a day means its end, a moment without a zone is local. Raises `BadSetting`."""
    if isinstance(said, str):
        said = _read(said)
    moment = said if isinstance(said, datetime) else datetime.combine(said, time.max)
    return moment.astimezone()


def _read(text: str) -> date:
    for kind in (date, datetime):
        with suppress(ValueError):
            return kind.fromisoformat(text)
    raise BadSetting(f"{text} is not a date or a moment.", "Write it as 2011-12-09 or 2011-12-09T14:00.")


def release_at(releases: Releases, said: str | date) -> Release:
    """The release published last at a moment; raises `BadQuery` where none that can be read had been by then."""
    moment = moment_of(said)
    numbers = releases.numbers()
    first = releases.load(numbers[0]) if numbers else None
    if first and datetime.fromisoformat(first.created_at) > moment:
        raise BadQuery(
            f"No release that can be read had been published by {moment:%Y-%m-%d %H:%M}.",
            f"The first is release {first.number}, published {first.created_at[:16].replace('T', ' ')} UTC.",
        )
    return releases.as_of(moment)
