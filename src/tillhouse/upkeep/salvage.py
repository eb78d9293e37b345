"""The rows of a bronze table whose log is damaged, found by what is left: data files, sound commits, the record.

Bronze is only appended to, and a row is known by its key. So the files of a month, each row once, hold what the
release recorded, unless a stopped run left files there as well. Where no group of files has as many rows and the same
content as recorded, nothing is guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from tillhouse.errors import DamagedLake
from tillhouse.lake import checksums, commits
from tillhouse.lake.actions import Manifest, StoredFile
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Partition, TableState, content
from tillhouse.storage.objects import Place
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl


def manifest(lake: Lake, table: Table, state: TableState) -> Manifest | None:
    """The files of a table as its log says; None where the log is damaged."""
    if any(checksums.changed(lake.log(table), _commits(state))):
        return None
    with suppress(DamagedLake):
        return lake.manifest(table, state.version, state.rows)
    return None


def rows(lake: Lake, table: Table, state: TableState) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each month, without the log. Raises `DamagedLake` where they cannot be told."""
    live, known = _named(lake, table, state)
    there = {f"{path.parent.name}/{path.name}": path for path in _data(lake, table)}
    unknown = there.keys() - known
    for month, partition in state.partitions.items():
        folder = f"month={month}/" if table.by else "all/"
        groups = [{p for p in paths if p.startswith(folder)} for paths in (live | unknown, unknown, live)]
        yield (
            month,
            _fitting(lake, table, month, partition, [{p: there[p] for p in g if p in there} for g in groups]),
        )


def _commits(state: TableState) -> dict[str, str]:
    return {name: digest for name, digest in state.log.items() if name.endswith(".json")}


def _named(lake: Lake, table: Table, state: TableState) -> tuple[set[str], set[str]]:
    """The files that the sound commits up to the version leave there, and all that any sound commit names."""
    live: set[str] = set()
    known: set[str] = set()
    log, recorded = lake.log(table), _commits(state)
    for version in commits.versions(log):
        for action, path in _actions(commits.path_of(log, version), recorded):
            known.add(path)
            if version <= state.version:
                (live.add if action == "add" else live.discard)(path)
    return live, known


def _actions(path: Place, recorded: dict[str, str]) -> list[tuple[str, str]]:
    """What a commit adds and removes; nothing of a damaged one."""
    raw = path.read_bytes()
    if recorded.get(path.name, digest := hashlib.sha256(raw).hexdigest()) != digest:
        return []
    try:
        lines = [json.loads(line) for line in raw.splitlines() if line]
        return [(kind, one[kind]["path"]) for one in lines for kind in ("add", "remove") if kind in one]
    except (ValueError, KeyError, TypeError):
        return []


def _data(lake: Lake, table: Table) -> Iterator[Place]:
    return (path for path in lake.folder(table).rglob("*.parquet") if "_delta_log" not in path.parts)


def _fitting(
    lake: Lake, table: Table, month: str, partition: Partition, groups: Iterable[dict[str, Place]]
) -> pl.DataFrame:
    """The rows of the first group of files that has what was recorded; one with a damaged file is passed over."""
    from polars.exceptions import PolarsError

    damage = ""
    for files in groups:
        try:
            frame = _read(lake, table, month, files)
        except DamagedLake as error:
            damage = f" {error.message}"
        except PolarsError as error:
            damage = f" A file cannot be read: {error}"
        else:
            if _is_as_recorded(table, frame, partition):
                return frame
    raise DamagedLake(
        f"The log of {table.name} is damaged, and no files of {month or 'it'} have what was recorded.{damage}",
        checksums.ways_out("Restore the log", None, ""),
    )


def _read(lake: Lake, table: Table, month: str, files: dict[str, Place]) -> pl.DataFrame:
    """Each row of these files once, in the declared columns."""
    import polars as pl

    from tillhouse.column_types import dtypes

    schema = dtypes(table.types)
    stored = [StoredFile(name, path.stat().st_size, 0) for name, path in sorted(files.items())]
    paths = lake.paths(table, stored)
    checksums.refuse_changed(table, paths)
    frames = [pl.read_parquet(path, hive_partitioning=False) for path in paths]
    if table.by:
        frames = [frame.with_columns(month=pl.lit(month)) for frame in frames]
    both = (
        pl.concat([frame.select(schema.keys()) for frame in frames])
        if frames
        else pl.DataFrame(schema=schema)
    )
    return both.unique(list(table.key), keep="first", maintain_order=True)


def _is_as_recorded(table: Table, frame: pl.DataFrame, partition: Partition) -> bool:
    """As many rows, and the same content; that of `raw_sales` is held against what is built from it."""
    if frame.height != partition.rows:
        return False
    return table.name == "raw_sales" or content(table, frame).digest == partition.digest
