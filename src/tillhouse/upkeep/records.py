"""Is what is recorded what was written? Release records, fixes and commit logs, by the hashes that they carry.

Nothing but small files is read. What was recorded by an earlier version has no hash, and is counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tillhouse.catalog import catalog
from tillhouse.errors import DamagedLake
from tillhouse.lake.checksums import POINTER, changed
from tillhouse.lake.releases import Release, Releases
from tillhouse.settings.settings import Settings
from tillhouse.storage import seals
from tillhouse.storage.objects import Place
from tillhouse.storage.parallel import each
from tillhouse.table import Table
from tillhouse.upkeep.history import recorded
from tillhouse.upkeep.vacuuming import retired_numbers


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. month is empty where it concerns the table as a whole.

    table: a table, or the name of what is recorded, such as ``release 3`` or ``fix 1``.
    """

    table: str
    month: str
    what: str


@dataclass(frozen=True)
class Recorded:
    """What the records say, and what is wrong with them. unhashed: records and logs without a hash."""

    findings: tuple[Finding, ...]
    unhashed: int


def examined(settings: Settings, release: Release) -> Recorded:
    """Every record, every fix, and the logs of all tables as the records up to the newest say they are."""
    place = settings.place
    found, releases, unhashed = _releases(place)
    for path in sorted((settings.root / "fixes").glob("[0-9]*.json")):
        content = path.read_bytes()
        unhashed += not seals.is_sealed(content)
        if said := _broken(content):
            found.append(Finding(f"fix {int(path.stem)}", "", f"{path} cannot be read: {said}."))
    logs = _logs(releases, release)
    unhashed += sum(not state.log for state in release.tables.values())

    def looked_at(table: Table) -> list[Finding]:
        log = place / "lake" / table.layer / table.name / "_delta_log"
        return [Finding(table.name, "", f"{said}.") for said in changed(log, logs[table.name])]

    known = [table for table in catalog(settings).tables.values() if logs.get(table.name)]
    for some in each(looked_at, known, place):
        found += some
    return Recorded(tuple(found), unhashed)


def _releases(place: Place) -> tuple[list[Finding], list[Release], int]:
    """The damaged records, those that can be read, oldest first, and how many have no hash."""
    releases, found, good, unhashed = Releases(place), [], [], 0
    for number in sorted({*releases.numbers(), *retired_numbers(releases)}):
        try:
            release, _ = recorded(releases, number)
        except DamagedLake as error:
            found.append(Finding(f"release {number}", "", error.message))
            continue
        good.append(release)
        unhashed += not any(state.log for state in release.tables.values())
    return found, good, unhashed


def _logs(releases: list[Release], chosen: Release) -> dict[str, dict[str, str]]:
    """For each table the hash of every file of its log; the chosen release has the last word, but for the pointer."""
    logs: dict[str, dict[str, str]] = {}
    for release in releases:
        if release.rebuilds:
            logs.clear()
        for name, state in release.tables.items():
            logs.setdefault(name, {}).update(state.log)
    for name, state in chosen.tables.items():
        logs.setdefault(name, {}).update({n: d for n, d in state.log.items() if n != POINTER})
    return logs


def _broken(content: bytes) -> str:
    try:
        json.loads(seals.opened(content))
    except ValueError as error:
        return str(error)
    return ""
