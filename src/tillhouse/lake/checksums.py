"""SHA-256 of what is stored: a data file is named by its own, and a release names those of its tables' commits.

So a changed byte shows wherever a file is copied to, whoever reads it. Data files that Spark's executors wrote, and
those of earlier versions, have names without a hash: their content is held against the digests of the release alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tillhouse.errors import DamagedLake

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release, TableState
    from tillhouse.storage.objects import Place
    from tillhouse.table import Table

#: Names the newest checkpoint; the only file of a log that is written more than once.
POINTER = "_last_checkpoint"
_DATA = re.compile(r"([0-9a-f]{64})-[0-9a-f]{8}\.parquet")
_LOGGED = re.compile(r"(\d{20})\.(?:json|crc|checkpoint\.(?:.*\.)?parquet)")


def named(path: Path) -> str:
    """The name under which a data file is stored: its hash, and what tells it from others of the same content."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest}-{uuid.uuid4().hex[:8]}.parquet"


def has_hash(path: str) -> bool:
    """Whether the name of a data file says what its bytes are."""
    return _DATA.fullmatch(PurePosixPath(path).name) is not None


def refuse_changed(table: Table, paths: Iterable[str]) -> None:
    """Raise `DamagedLake` for a data file whose bytes are not those its name says."""
    for path in paths:
        said = _DATA.fullmatch(PurePosixPath(path).name)
        if said:
            with Path(path).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != said[1]:
                raise DamagedLake(
                    f"A stored file of {table.name} is not as it was written, its SHA-256 is {found}: {path}",
                    ways_out("Restore it", None, rebuilding(table)),
                )


def logged(log: Place, state: TableState, before: TableState | None) -> TableState:
    """A table with the hashes of its commits since the newest checkpoint; ``before`` names those hashed already."""
    known = {name: digest for name, digest in before.log.items() if name != POINTER} if before else {}
    if state.log and before and state.version == before.version:
        return state
    newest = max(map(_number, known), default=-1)
    found = {
        path.name: _hash(path)
        for path in log.glob("*")
        if newest < _number(path.name) <= state.version or path.name == POINTER
    }
    kept = known | found
    first = max((_number(name) for name in kept if ".checkpoint." in name), default=-1) if known else -1
    return replace(state, log={n: h for n, h in sorted(kept.items()) if n == POINTER or _number(n) >= first})


def changed(log: Place, recorded: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each file of a log that is not as recorded."""
    there = {path.name: path for path in log.glob("*")}
    first = min((_number(name) for name in there if name.endswith(".json")), default=0)
    for name, digest in recorded.items():
        path = there.get(name)
        if path is None:
            # Checkpoints only repeat what commits say, and commits before one may have been cleaned away.
            if name.endswith(".json") and (_number(name) >= first or not _checkpointed(there)):
                yield f"the commit {log / name} is missing"
        elif _hash(path) != digest and not (name == POINTER and _is_newer(path, recorded, there)):
            what = "commit" if name.endswith(".json") else "file of the log"
            yield f"the {what} {path} is not as it was written"


def damages(root: Place, release: Release) -> Iterator[tuple[str, str]]:
    """Table and sentence for each commit since the newest checkpoints that is not as the release recorded it."""
    for name, state in release.tables.items():
        commits = {file: digest for file, digest in state.log.items() if file.endswith(".json")}
        for said in changed(root / "lake" / state.layer / name / "_delta_log", commits):
            yield name, said


def refuse_damaged(root: Place, release: Release) -> None:
    """Raise `DamagedLake` where a commit is not as recorded. Not asked of a bucket, at a request for each commit."""
    if isinstance(root, Path):
        for name, said in damages(root, release):
            raise damaged(name, said, release)


def damaged(table: str, said: str, release: Release) -> DamagedLake:
    """The error for a damaged log, with what can be done about it."""
    return DamagedLake(
        f"The log of {table} is damaged: {said}.", ways_out("Restore the file", release.parent)
    )


def rebuilding(table: Table) -> str:
    """The options of `verify` that make a lake without damage to data of this table: none for what was taken in."""
    return "" if table.written_by == "intake" else "--rebuild"


def ways_out(restore: str, earlier: int | None, rebuild: str = "--rebuild") -> str:
    """What can be done about damage, as commands; ``earlier`` is the release to go back to, if there is one.

    rebuild: options of `verify` that build a lake without the damage; empty where bronze itself is damaged.
    """
    back = f"Go back to an earlier release:  tillhouse releases rollback {earlier}\n" if earlier else ""
    built = f"Or build the lake again from bronze:  tillhouse verify {rebuild} --in DIR" if rebuild else ""
    return f"{restore} from a backup.\n{back}{built}".rstrip()


def _number(name: str) -> int:
    """The version that a file of a log belongs to; -1 for any other file."""
    found = _LOGGED.fullmatch(name)
    return int(found[1]) if found else -1


def _checkpointed(names: Iterable[str]) -> bool:
    return any(".checkpoint." in name for name in names)


def _is_newer(pointer: Place, recorded: Mapping[str, str], there: Iterable[str]) -> bool:
    """Whether a later commit, which no release names yet, has moved the pointer to its own checkpoint."""
    try:
        version = int(json.loads(pointer.read_bytes())["version"])
    except (ValueError, KeyError, TypeError):
        return False
    newest = max(map(_number, recorded), default=-1)
    return version > newest and any(_number(n) == version for n in there if ".checkpoint." in n)


def _hash(path: Place) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
