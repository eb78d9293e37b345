"""Delta tables under one root: read a version, write files, commit a state, restore, vacuum.

A commit here states what a table consists of from now on; what the head has besides is removed and what it lacks
is added, in one Delta commit. So leftovers of a killed run never need a repair of their own.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.durable import failed, storage
from tillhouse.errors import DamagedLake
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

    def head(self, table: Table) -> int:
        """The newest Delta version, or -1 when the table does not exist. Reads names only."""
        commits = (self.folder(table) / "_delta_log").glob("*.json")
        return max((int(p.stem) for p in commits if p.stem.isdigit()), default=-1)

    def manifest(self, table: Table, version: int) -> Manifest:
        """The files of a version, by month; nothing for version -1."""
        return {} if version < 0 else _manifest(self._open(table, version))

    def paths(self, table: Table, files: Iterable[StoredFile]) -> list[str]:
        """Full paths of stored files; raises `DamagedLake` where one is missing or short."""
        folder = self.folder(table)
        found = [(folder / file.path, file.size) for file in files]
        for path, size in found:
            if not path.exists() or path.stat().st_size != size:
                state = "is missing" if not path.exists() else f"has {path.stat().st_size} of {size} bytes"
                raise DamagedLake(
                    f"A stored file of {table.name} {state}: {path}",
                    "Restore it from a backup, or rebuild the lake from bronze:  tillhouse verify --rebuild",
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
            except Exception as error:
                raise failed(f"writing {table.name}", error) from error
            return StoredFile(name, path.stat().st_size, frame.height)

    def commit(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        """Make the head consist of exactly ``state``; returns its version. No change makes no commit."""
        from deltalake.transaction import (
            CommitProperties,
            PostCommitHookProperties,
            create_table_with_add_actions,
        )

        self.folder(table).mkdir(parents=True, exist_ok=True)
        properties = CommitProperties(custom_metadata=dict(note))
        quiet = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
        schema, by = _schema(table), ["month"] if table.by else []
        try:
            if self.head(table) < 0:
                adds = _adds(state)
                create_table_with_add_actions(
                    str(self.folder(table)), schema, adds, "error", by, commit_properties=properties
                )
                return 0
            delta = self._open(table)
            actions = _difference(_manifest(delta), state)
            changed = json.loads(delta.schema().to_json()) != json.loads(schema.to_json())
            if changed:
                actions = _adds(state)
            if not actions and not changed:
                return delta.version()
            delta.create_write_transaction(
                actions,
                "overwrite" if changed else "append",
                schema,
                by,
                commit_properties=properties,
                post_commithook_properties=quiet,
            )
        except DamagedLake:
            raise
        except Exception as error:
            raise failed(f"committing {table.name}", error) from error
        return self._checkpointed(table)

    def _checkpointed(self, table: Table) -> int:
        version = self.head(table)
        if version and version % _CHECKPOINT_EVERY == 0:
            self._open(table).create_checkpoint()
        return version

    def _open(self, table: Table, version: int | None = None) -> DeltaTable:
        from deltalake import DeltaTable

        try:
            return DeltaTable(str(self.folder(table)), version=version)
        except Exception as error:
            if self._dropped_checkpoints(table):
                return self._open(table, version)
            raise DamagedLake(
                f"The log of {table.name} cannot be read: {str(error).splitlines()[0]}",
                f"Look at {self.folder(table) / '_delta_log'}; rebuild from bronze with:  tillhouse verify --rebuild",
            ) from error

    def _dropped_checkpoints(self, table: Table) -> bool:
        """Remove checkpoints a power cut left empty; the log itself says everything they say."""
        log = self.folder(table) / "_delta_log"
        hint = log / "_last_checkpoint"
        broken = [p for p in log.glob("*.checkpoint.parquet") if p.stat().st_size == 0]
        if hint.exists() and (broken or not _names_a_checkpoint(hint)):
            broken.append(hint)
        for path in broken:
            path.unlink()
        return bool(broken)


def _names_a_checkpoint(hint: Path) -> bool:
    try:
        version = int(json.loads(hint.read_text())["version"])
    except (ValueError, KeyError, TypeError):
        return False
    return (hint.parent / f"{version:020d}.checkpoint.parquet").exists()


def _manifest(delta: DeltaTable) -> Manifest:
    import polars as pl

    actions = pl.DataFrame(delta.get_add_actions(flatten=True))
    months = actions["partition.month"] if "partition.month" in actions.columns else pl.repeat("", len(actions), eager=True)
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
