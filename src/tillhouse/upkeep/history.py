"""The releases on record: those that can be read, and those whose files a vacuum has deleted."""

from __future__ import annotations

from collections.abc import Iterator

from tillhouse.errors import DamagedLake, UnknownName
from tillhouse.lake.releases import Change, Release, Releases, difference
from tillhouse.storage import seals
from tillhouse.upkeep.vacuuming import retired_numbers, retired_record


def recorded(releases: Releases, number: int) -> tuple[Release, bool]:
    """The record of a release, and whether it is retired. Raises `UnknownName` for one never published."""
    readable, retired = releases.numbers(), retired_numbers(releases)
    if number in readable:
        return releases.load(number), False
    if number not in retired:
        raise UnknownName("release", str(number), [str(n) for n in (*retired, *readable)])
    path = retired_record(releases, number)
    try:
        return Release.from_json(seals.opened(path.read_bytes())), True
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedLake(
            f"The release record {path} cannot be read: {error}", "Restore it from a backup."
        ) from error


def every_release(releases: Releases) -> Iterator[tuple[Release, bool]]:
    """All records, oldest first, and whether each is retired."""
    for number in sorted({*releases.numbers(), *retired_numbers(releases)}):
        yield recorded(releases, number)


def all_differences(before: Release, after: Release) -> list[Change]:
    """Every partition that differs, also of tables that only the earlier release has."""
    gone = [name for name in before.tables if name not in after.tables]
    lost = [
        Change(name, month, partition.rows, 0, partition.amount, None)
        for name in gone
        for month, partition in before.tables[name].partitions.items()
    ]
    return [*difference(before, after), *lost]
