"""Delta tables under one root: read a version, write files, commit a state, restore, vacuum.

A commit here states what a table consists of from now on; what the head has besides is removed and what it lacks
is added, in one Delta commit. So leftovers of a killed run never need a repair of their own.
"""

from __future__ import annotations

import errno
import json
import os
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import DamagedLake, LakeBusy, TillhouseError
from tillhouse.lake import checksums, commits
from tillhouse.lake.actions import Manifest as Manifest
from tillhouse.lake.actions import StoredFile as StoredFile
from tillhouse.lake.actions import added, changes, files_of, schema_of
from tillhouse.retail.counts import number_of
from tillhouse.storage import bucket
from tillhouse.storage.durable import storage
from tillhouse.storage.objects import ObjectPath, Place, fetch
from tillhouse.storage.parallel import later
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl
    from deltalake import DeltaTable
    from deltalake.transaction import CommitProperties

_CHECKPOINT_EVERY = 20
_PROBE = 1 << 16


class Lake:
    """The stored tables of one place. Nothing here knows what is published; see `tillhouse.lake.releases`.

    fresh: read data files from a bucket even where this machine has kept copies of them.
    """

    def __init__(self, root: Place, *, fresh: bool = False) -> None:
        self.root = root
        self.fresh = fresh
        self._found: dict[str, dict[Place, int]] = {}
        self._read: set[ObjectPath] = set()
        self._heads: dict[str, int] = {}
        self._uploads: dict[str, list[Future[None]]] = {}

    def folder(self, table: Table) -> Place:
        """Where a table is stored: ``lake/<layer>/<table>``."""
        return self.root / "lake" / table.layer / table.name

    def log(self, table: Table) -> Place:
        """Where the commits of a table are recorded."""
        return self.folder(table) / "_delta_log"

    def head(self, table: Table) -> int:
        """The newest Delta version, or -1 when the table does not exist. Reads names only."""
        log = self.log(table)
        if isinstance(log, Path):
            return max(commits.versions(log), default=-1)
        # Heads of a bucket never go back, so a long log is listed from where it was seen to end.
        known = self._heads.get(table.name, -1)
        beyond = log.beyond(commits.path_of(log, known).name) if known >= 0 else log.glob("*.json")
        versions = [int(path.stem) for path in beyond if path.suffix == ".json" and path.stem.isdigit()]
        self._heads[table.name] = max(versions, default=known)
        return self._heads[table.name]

    def manifest(self, table: Table, version: int, rows: int | None = None) -> Manifest:
        """The files of a version, by month; nothing for version -1. Raises `DamagedLake` for other rows."""
        found = {} if version < 0 else files_of(self._open(table, version))
        stored = sum(file.rows for files in found.values() for file in files)
        if rows not in {None, stored}:
            raise self._damaged(table, f"version {version} holds {stored:,} of {number_of(rows or 0, 'row')}")
        return found

    def restore(self, table: Table, version: int, rows: int, note: Mapping[str, str]) -> None:
        """Bring the head back to a version, of that many rows; what a killed run left beyond it is undone.

        Commits beyond it that can be read stay in the log, since a plan may name them; others are removed.
        """
        self._heads.setdefault(table.name, max(version - 1, -1))  # so that the version itself is looked for
        if self.head(table) == version:
            return
        wanted = self.manifest(table, version, rows)
        while (head := self.head(table)) > version:
            try:
                found = self.manifest(table, head)
                break
            except DamagedLake:
                if not isinstance(
                    self.root, Path
                ):  # no kill tears a commit there, and another machine may read it
                    raise
                with storage(f"restoring {table.name}"):
                    commits.drop_newest(self.log(table))
        if head > version and found != wanted:
            self.commit(table, wanted, note)

    def forget(self, table: Table, version: int) -> None:
        """Remove every commit beyond a version, the newest first; none of a bucket, where all are durable."""
        if not isinstance(self.root, Path):
            return
        with storage(f"restoring {table.name}"):
            while self.head(table) > version:
                commits.drop_newest(self.log(table))

    def paths(self, table: Table, files: Iterable[StoredFile]) -> list[str]:
        """Local paths of stored files; raises `DamagedLake` where one is missing or short."""
        files = list(files)
        found = self.stored(table, files)
        remote = {p: f.size for p, f in zip(found, files, strict=True) if isinstance(p, ObjectPath)}
        if remote:
            fetch((p, size, self.fresh and p not in self._read) for p, size in remote.items())
            self._read |= remote.keys()
        return [str(path.local if isinstance(path, ObjectPath) else path) for path in found]

    def stored(self, table: Table, files: Iterable[StoredFile]) -> list[Place]:
        """Where stored files are; raises `DamagedLake` where one is missing or short."""
        folder = self.folder(table)
        found = [(folder / file.path, file.size) for file in files]
        for path, size in found:
            is_there = self._size(table, path)
            if is_there != size:
                state = "is missing" if is_there is None else f"has {is_there} of {size} bytes"
                raise DamagedLake(
                    f"A stored file of {table.name} {state}: {path}",
                    checksums.ways_out("Restore it", None, checksums.rebuilding(table)),
                )
        return [path for path, _ in found]

    def _size(self, table: Table, path: Place) -> int | None:
        """Bytes of a stored file, None where it is missing. A bucket is asked once for all files of a table."""
        if isinstance(path, Path):
            return path.stat().st_size if path.exists() else None
        if path in self._read and path.local.exists():
            return path.local.stat().st_size
        if path not in self._found.get(table.name, {}):
            listed = self.folder(table).rglob("*.parquet")
            self._found[table.name] = {one: one.stat().st_size for one in listed}
        return self._found[table.name].get(path)

    def write(self, table: Table, month: str, frame: pl.DataFrame) -> StoredFile:
        """Write rows of one month to a new file that no version names yet."""
        folder = self.folder(table) / (f"month={month}" if table.by else "all")
        begun = folder / f"{uuid.uuid4().hex}.parquet"
        path = begun if isinstance(begun, Path) else begun.local
        with storage(f"writing {table.name}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                frame.write_parquet(path, compression="zstd", compression_level=1, mkdir=False)
                _ends_whole(path)
                place = folder / checksums.named(path)
                path = path.rename(path.with_name(place.name))
            except Exception:
                # Polars can lose the system's reason on the way: meet it again in a plain file of that size.
                _probe(path, int(frame.estimated_size()))
                raise
        if isinstance(place, ObjectPath):
            self._uploads.setdefault(table.name, []).append(later(place.upload))
            self._read.add(place)
        return StoredFile(f"{folder.name}/{place.name}", path.stat().st_size, frame.height)

    def settle(self, table: Table) -> None:
        """Return when what was written of a table is where others read it too."""
        for upload in tuple(self._uploads.get(table.name, ())):
            upload.result()

    def commit(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        """Make the head consist of exactly ``state``; returns its version. No change makes no commit.

        Raises `LakeBusy` when a machine that shares the bucket has changed the table meanwhile.
        """
        for upload in self._uploads.pop(table.name, ()):
            upload.result()
        with storage(f"committing {table.name}"):
            self.folder(table).mkdir(parents=True, exist_ok=True)
            head = self.head(table)
            version = self._create(table, state, note) if head < 0 else self._append(table, state, note)
            if version > max(head, 0) and version % _CHECKPOINT_EVERY == 0:
                self._open(table).create_checkpoint()
            return version

    def _options(self) -> dict[str, str] | None:
        return None if isinstance(self.root, Path) else bucket.options()

    def _create(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        from deltalake.transaction import create_table_with_add_actions

        by = ["month"] if table.by else []
        try:
            create_table_with_add_actions(
                str(self.folder(table)),
                schema_of(table),
                added(state),
                "error",
                by,
                configuration={"delta.enableExpiredLogCleanup": "false"},
                storage_options=self._options(),
                commit_properties=_once(note),
            )
        except Exception as error:
            self._refuse_second(table, -1, error)
            raise
        return 0

    def _append(self, table: Table, state: Manifest, note: Mapping[str, str]) -> int:
        from deltalake.transaction import PostCommitHookProperties

        delta, schema = self._open(table), schema_of(table)
        actions = changes(files_of(delta), state)
        changed = json.loads(delta.schema().to_json()) != json.loads(schema.to_json())
        if not actions and not changed:
            return delta.version()
        head = delta.version()
        try:
            delta.create_write_transaction(
                added(state) if changed else actions,
                "overwrite" if changed else "append",
                schema,
                ["month"] if table.by else [],
                commit_properties=_once(note),
                post_commithook_properties=PostCommitHookProperties(
                    create_checkpoint=False, cleanup_expired_logs=False
                ),
            )
        except Exception as error:
            self._refuse_second(table, head, error)
            raise
        return head + 1

    def _refuse_second(self, table: Table, head: int, error: Exception) -> None:
        """Raise `LakeBusy` when a commit failed because another machine has made one since ``head`` was read."""
        if not isinstance(self.root, Path) and self.head(table) > head:
            raise LakeBusy(
                f"Another machine is writing {self.root}: it has changed {table.name}.",
                "Nothing was published by this run. Run the same command again when the other has ended.",
            ) from error

    def _open(self, table: Table, version: int | None = None) -> DeltaTable:
        from deltalake import DeltaTable

        log = self.log(table)
        if isinstance(log, Path) and (bad := commits.empty(log, version)):
            raise self._damaged(table, f"the commit {bad} is empty")
        try:
            with storage(f"reading {table.name}", known=True):
                return DeltaTable(str(self.folder(table)), version=version, storage_options=self._options())
        except TillhouseError:
            raise
        except Exception as error:
            if not isinstance(log, Path) and bucket.failed_at_store(error):
                raise bucket.explained(f"reading {table.name}", error) from error
            if commits.drop_checkpoints(log):
                return self._open(table, version)
            raise self._damaged(table, commits.damage(log, version) or str(error).splitlines()[0]) from error

    def _damaged(self, table: Table, what: str) -> DamagedLake:
        return DamagedLake(
            f"The log of {table.name} cannot be read: {what}.",
            checksums.ways_out("Restore the file", None),
        )


def _once(note: Mapping[str, str]) -> CommitProperties:
    """A commit that is tried once: on top of another writer's it would state something else."""
    from deltalake.transaction import CommitProperties

    return CommitProperties(custom_metadata=dict(note), max_commit_retries=0)


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
