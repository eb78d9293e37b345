"""Delta tables under one root: read a version, write files, commit a state, restore, vacuum.

A commit here states what a table consists of from now on; what the head has besides is removed and what it lacks
is added, in one Delta commit. So leftovers of a killed run never need a repair of their own.
"""

from __future__ import annotations

import errno
import json
import os
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse import commits
from tillhouse.durable import storage
from tillhouse.errors import DamagedLake, StorageFailed
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl
    from deltalake import DeltaTable

#: Month to the files that hold it; tables that are not by month keep theirs under "".
Manifest = dict[str, tuple["StoredFile", ...]]
_DELTA_TYPES = {
    "text": "string",
    "integer": "long",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp_ntz",
    "price": "decimal(18,6)",
    "money": "decimal(18,6)",
    "total": "decimal(38,6)",
    "share": "decimal(9,6)",
}
_CHECKPOINT_EVERY = 20
_PROBE = 1 << 16


@dataclass(frozen=True)
class StoredFile:
    """One Parquet file of a table, by its path inside the table's folder."""

    path: str
    size: int
    rows: int


class Lake:
    """The stored tables of one root. Nothing here knows what is published; see `tillhouse.release`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, table: Table) -> Path:
        """Where a table is stored: ``lake/<layer>/<table>``."""
        return self.root / "lake" / table.layer / table.name

    def log(self, table: Table) -> Path:
        """Where the commits of a table are recorded."""
        return self.folder(table) / "_delta_log"

    def head(self, table: Table) -> int:
        """The newest Delta version, or -1 when the table does not exist. Reads names only."""
        return max(commits.versions(self.log(table)), default=-1)

    def manifest(self, table: Table, version: int, rows: int | None = None) -> Manifest:
        """The files of a version, by month; nothing for version -1. Raises `DamagedLake` if not of so many rows."""
        found = {} if version < 0 else _manifest(self._open(table, version))
        stored = sum(file.rows for files in found.values() for file in files)
        if rows not in {None, stored}:
            raise self._damaged(table, f"version {version} holds {stored:,} rows of {rows:,}")
        return found

    def restore(self, table: Table, version: int, rows: int, note: Mapping[str, str]) -> None:
        """Bring the head back to a version, of so many rows; what a killed run left beyond it is undone.

        Commits beyond it that can be read stay in the log, since a plan may name them; others are removed.
        """
        if self.head(table) == version:
            return
        wanted = self.manifest(table, version, rows)
        while (head := self.head(table)) > version:
            try:
                found = self.manifest(table, head)
                break
            except DamagedLake:
                with storage(f"restoring {table.name}"):
                    commits.drop_newest(self.log(table))
        if head > version and found != wanted:
            self.commit(table, wanted, note)

    def forget(self, table: Table, version: int) -> None:
        """Remove every commit beyond a version, the newest first."""
        with storage(f"restoring {table.name}"):
            while self.head(table) > version:
                commits.drop_newest(self.log(table))

    def paths(self, table: Table, files: Iterable[StoredFile]) -> list[str]:
        """Full paths of stored files; raises `DamagedLake` where one is missing or short."""
        folder = self.folder(table)
        found = [(folder / file.path, file.size) for file in files]
        for path, size in found:
            if not path.exists() or path.stat().st_size != size:
                state = "is missing" if not path.exists() else f"has {path.stat().st_size} of {size} bytes"
                raise DamagedLake(
                    f"A stored file of {table.name} {state}: {path}",
                    "Restore it from a backup, or rebuild the lake from bronze:  tillhouse verify --rebuild --in DIR",
                )
        return [str(path) for path, _ in found]

    def write(self, table: Table, month: str, frame: pl.DataFrame) -> StoredFile:
        """Write rows of one month to a new file that no version names yet."""
        subfolder = f"month={month}" if table.by else "all"
        name = f"{subfolder}/{uuid.uuid4().hex}.parquet"
        path = self.folder(table) / name
        with storage(f"writing {table.name}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                frame.write_parquet(path, compression="zstd", compression_level=1, mkdir=False)
                _ends_whole(path)
            except Exception:
                # Polars can lose the system's reason on the way: meet it again in a plain file of that size.
                _probe(path, int(frame.estimated_size()))
                raise
            return StoredFile(name, path.stat().st_size, frame.height)

    def commit(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        """Make the head consist of exactly ``state``; returns its version. No change makes no commit."""
        with storage(f"committing {table.name}"):
            self.folder(table).mkdir(parents=True, exist_ok=True)
            head = self.head(table)
            version = self._create(table, state, note) if head < 0 else self._append(table, state, note)
            if version > max(head, 0) and version % _CHECKPOINT_EVERY == 0:
                self._open(table).create_checkpoint()
            return version

    def _create(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        from deltalake.transaction import CommitProperties, create_table_with_add_actions

        properties = CommitProperties(custom_metadata=dict(note))
        by = ["month"] if table.by else []
        folder = str(self.folder(table))
        create_table_with_add_actions(
            folder, _schema(table), _adds(state), "error", by, commit_properties=properties
        )
        return 0

    def _append(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        from deltalake.transaction import CommitProperties, PostCommitHookProperties

        delta, schema = self._open(table), _schema(table)
        actions = _difference(_manifest(delta), state)
        changed = json.loads(delta.schema().to_json()) != json.loads(schema.to_json())
        if not actions and not changed:
            return delta.version()
        delta.create_write_transaction(
            _adds(state) if changed else actions,
            "overwrite" if changed else "append",
            schema,
            ["month"] if table.by else [],
            commit_properties=CommitProperties(custom_metadata=dict(note)),
            post_commithook_properties=PostCommitHookProperties(
                create_checkpoint=False, cleanup_expired_logs=False
            ),
        )
        return self.head(table)

    def _open(self, table: Table, version: int | None = None) -> DeltaTable:
        from deltalake import DeltaTable

        log = self.log(table)
        if bad := commits.empty(log, version):
            raise self._damaged(table, f"the commit {bad} is empty")
        try:
            with storage(f"reading {table.name}", known=True):
                return DeltaTable(str(self.folder(table)), version=version)
        except StorageFailed:
            raise
        except Exception as error:
            if commits.drop_checkpoints(log):
                return self._open(table, version)
            raise self._damaged(table, commits.damage(log, version) or str(error).splitlines()[0]) from error

    def _damaged(self, table: Table, what: str) -> DamagedLake:
        return DamagedLake(
            f"The log of {table.name} cannot be read: {what}.",
            "Restore the file from a backup, or rebuild the lake from bronze:  tillhouse verify --rebuild --in DIR",
        )


def _ends_whole(path: Path) -> None:
    """A Parquet file ends with its magic word; one that the disk cut short does not."""
    with path.open("rb") as file:
        file.seek(-4, os.SEEK_END)
        if file.read() != b"PAR1":
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _probe(path: Path, size: int) -> None:
    """Write as many bytes in place of a file that could not be written, and take them away again."""
    try:
        with path.open("wb") as file:
            for _ in range(size // _PROBE + 1):
                file.write(bytes(_PROBE))
    finally:
        path.unlink(missing_ok=True)


def _manifest(delta: DeltaTable) -> Manifest:
    import polars as pl

    actions = pl.DataFrame(delta.get_add_actions(flatten=True))
    months = (
        actions["partition.month"]
        if "partition.month" in actions.columns
        else pl.repeat("", len(actions), eager=True)
    )
    found: dict[str, list[StoredFile]] = {}
    columns = (months, actions["path"], actions["size_bytes"], actions["num_records"])
    for month, path, size, rows in zip(*columns, strict=True):
        found.setdefault(month, []).append(StoredFile(path, size, rows))
    return {month: tuple(sorted(files, key=lambda f: f.path)) for month, files in sorted(found.items())}


def _schema(table: Table) -> Any:
    from deltalake import Schema

    fields = [
        {"name": name, "type": _DELTA_TYPES[c.type], "nullable": True, "metadata": {"comment": c.meaning}}
        for name, c in table.columns.items()
    ]
    return Schema.from_json(json.dumps({"type": "struct", "fields": fields}))


def _difference(head: Manifest, state: Manifest) -> list[Any]:
    from deltalake.transaction import RemoveAction

    before = {f.path: (m, f) for m, files in head.items() for f in files}
    after = {f.path for files in state.values() for f in files}
    now = int(time.time() * 1000)
    removes = [
        RemoveAction(f.path, True, now, f.size, {"month": m} if m else {})
        for path, (m, f) in before.items()
        if path not in after
    ]
    new = {m: tuple(f for f in files if f.path not in before) for m, files in state.items()}
    return [*removes, *_adds(new)]


def _adds(state: Manifest) -> list[Any]:
    from deltalake.transaction import AddAction

    now = int(time.time() * 1000)
    return [
        AddAction(f.path, f.size, {"month": m} if m else {}, now, True, json.dumps({"numRecords": f.rows}))
        for m, files in state.items()
        for f in files
    ]
