"""A table whose newest commits are damaged, made writable again.

A damaged commit gets the name ``….json.damaged``, and one that changes nothing takes its place: numbers are not used
twice, so a release that names the damaged version is still known to be damaged, by the hash it recorded.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from tillhouse.errors import DamagedLake
from tillhouse.lake import commits
from tillhouse.lake.delta import Lake
from tillhouse.storage.durable import publish, storage
from tillhouse.storage.objects import moved
from tillhouse.table import Table

if TYPE_CHECKING:
    from tillhouse.storage.objects import Place

_CHANGES_NOTHING = {"operation": "SET ASIDE", "operationParameters": {"reason": "the commit was damaged"}}


def mend(lake: Lake, table: Table, sound: int, named: int = -1) -> None:
    """Make the head of a table readable; its version ``sound`` is, or is -1 where none has to be.

    named: the newest version that a release names; its commit may be missing.
    Where not even the first commit can be read, the whole log is set aside, and the table begins again.
    """
    log, head = lake.log(table), max(lake.head(table), named)
    if head <= sound or _readable(lake, table, head):
        return
    for version in range(sound + 1, head + 1):
        if _readable(lake, table, version):
            continue
        with storage(f"mending {table.name}"):
            if version == 0:
                there: list[Place] = list(log.glob("*"))
                for path in there:
                    _set_aside(log, path)
                return
            path = commits.path_of(log, version)
            if path.exists():
                _set_aside(log, path)
            note = {"commitInfo": {"timestamp": int(time.time() * 1000), **_CHANGES_NOTHING}}
            publish(path, json.dumps(note).encode())


def _readable(lake: Lake, table: Table, version: int) -> bool:
    try:
        lake.manifest(table, version)
    except DamagedLake:
        return False
    return True


def _set_aside(log: Place, path: Place) -> None:
    moved(path, log / f"{path.name}.damaged")
