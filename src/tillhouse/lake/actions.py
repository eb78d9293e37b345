"""What a table consists of, and the actions by which Delta is told so."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tillhouse.table import Table

if TYPE_CHECKING:
    from deltalake import DeltaTable

#: Month to the files that hold it; tables that are not by month keep theirs under "".
Manifest = dict[str, tuple["StoredFile", ...]]
_DELTA_TYPES = {
    "text": "string",
    "integer": "long",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp_ntz",
    "quantity": "decimal(18,6)",
    "price": "decimal(18,6)",
    "money": "decimal(18,6)",
    "total": "decimal(38,6)",
    "share": "decimal(9,6)",
    "number": "decimal(18,6)",
}


@dataclass(frozen=True)
class StoredFile:
    """One Parquet file of a table, by its path inside the table's folder."""

    path: str
    size: int
    rows: int


def files_of(delta: DeltaTable) -> Manifest:
    """The files that a version consists of."""
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


def schema_of(table: Table) -> Any:
    """The declared columns as Delta names them."""
    from deltalake import Schema

    fields = [
        {"name": name, "type": _DELTA_TYPES[c.type], "nullable": True, "metadata": {"comment": c.meaning}}
        for name, c in table.columns.items()
    ]
    return Schema.from_json(json.dumps({"type": "struct", "fields": fields}))


def changes(head: Manifest, state: Manifest) -> list[Any]:
    """What makes a head consist of exactly ``state``: remove actions first, then add actions."""
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
    return [*removes, *added(new)]


def added(state: Manifest) -> list[Any]:
    """An add action for each file."""
    from deltalake.transaction import AddAction

    now = int(time.time() * 1000)
    return [
        AddAction(f.path, f.size, {"month": m} if m else {}, now, True, json.dumps({"numRecords": f.rows}))
        for m, files in state.items()
        for f in files
    ]
