"""Exports: a file for other programs, complete or not at all. One file per format, named by the ending.

Each offers ``write(frame, columns, target)``: all rows of a Polars frame in these declared columns, to a path or,
where ``STREAMS`` is true, to a binary stream.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import narwhals as nw

from tillhouse import folder
from tillhouse.answers.exports._cells import polars_frame
from tillhouse.answers.selection import Selection, known_column, selected
from tillhouse.errors import BadQuery, UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.storage.durable import storage
from tillhouse.table import Column

STDOUT = "-"
_PIECE = 1 << 20
#: Tables up to this size are written in the order of their key; larger ones as stored, month by month.
_SORTED = 1_000_000


@dataclass(frozen=True)
class Exported:
    """What was written. path is None for standard output, whose bytes are not hashed."""

    path: Path | None
    format: str
    rows: int
    bytes: int | None = None
    sha256: str | None = None
    table: str = ""
    release: int = 0

    def document(self) -> dict[str, Any]:
        """A file that was written, for programs.

        table: text. The table.
        release: integer. The release that its rows are of.
        path: text. The file.
        format: text. `csv`, `xlsx`, `parquet` or `ndjson`.
        rows: integer. Rows written.
        bytes: integer. Size of the file.
        sha256: text. Hash of its bytes.
        """
        return {
            "table": self.table,
            "release": self.release,
            "path": self.path,
            "format": self.format,
            "rows": self.rows,
            "bytes": self.bytes,
            "sha256": self.sha256,
        }


def format_of(target: str, given: str | None) -> str:
    """The format asked for, or that of the target's ending. Raises `UnknownName`, `BadQuery`."""
    known = folder.names(__name__)
    name = given or ("csv" if target == STDOUT else Path(target).suffix.lower().lstrip("."))
    if not name:
        raise BadQuery(f"The ending of {target} names no format.", f"End it in one of: {', '.join(known)}.")
    module = folder.entry(__name__, name) if name in known else None
    if module is None:
        raise UnknownName("export format", name, known)
    if target == STDOUT and not module.STREAMS:
        raise BadQuery(f"{name} cannot be written to standard output.", "Name a file, or use csv or ndjson.")
    return name


def export_of(
    snapshot: Snapshot, table: str, chosen: Selection, target: str, form: str, *, force: bool = False
) -> Exported:
    """Write the rows of a table that are asked for, as `export` does; raises what it and `selected` raise."""
    declared, held = snapshot.table(table), snapshot.release.tables
    if not chosen.order_by and table in held and held[table].rows <= _SORTED:
        chosen = replace(chosen, order_by=declared.key)
    names = [known_column(declared, name) for name in chosen.columns] or list(declared.columns)
    columns = {name: declared.columns[name] for name in names}
    done = export(selected(snapshot, table, chosen), columns, target, form, force=force)
    return replace(done, table=table, release=snapshot.release.number)


def export(
    frame: Frame, columns: Mapping[str, Column], target: str, form: str, *, force: bool = False
) -> Exported:
    """Write all rows of a frame, in these columns.

    target: a path, or ``-`` for standard output. A file appears under its name only when it is whole.
    Raises `BadQuery` when it exists and ``force`` is not given, `StorageFailed`, `MissingExtra`.
    """
    module = folder.entry(__name__, form)
    chosen = frame.select(*columns)
    rows = int(chosen.select(nw.len()).collect().item())
    if target == STDOUT:
        module.write(polars_frame(chosen), columns, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return Exported(None, form, rows)
    path = Path(target)
    if path.exists() and not force:
        raise BadQuery(f"{path} exists.", "Add --force to replace it, or name another file.")
    if not path.parent.is_dir():
        raise BadQuery(f"There is no folder {path.parent}.", "Make it, or name another file.")
    digest, size = _written(module, chosen, columns, path)
    return Exported(path, form, rows, size, digest)


def _written(module: ModuleType, frame: Frame, columns: Mapping[str, Column], path: Path) -> tuple[str, int]:
    """Write under another name, then rename; the SHA-256 and the size of what was written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with storage(f"writing {path}"):
            module.write(polars_frame(frame), columns, temporary)
            found = _hashed(temporary)
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return found


def _hashed(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stored:
        while piece := stored.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
