"""DuckDB: the tables in one file, made beside it and put in its place by one rename.

DuckDB lets one process write and no other read meanwhile, so the file that readers have open is never written to:
they keep what they opened, and who opens it after the load sees all of the new release.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tillhouse.column_types import SQL_TYPES
from tillhouse.errors import BadSetting, FixTheSetup, WarehouseUnavailable, require
from tillhouse.storage.durable import storage, sync_names
from tillhouse.table import Table
from tillhouse.warehouses._file import records
from tillhouse.warehouses._file.store import FileStore
from tillhouse.warehouses._shape import Shape, check_of
from tillhouse.warehouses._sql_words import listed, literal
from tillhouse.warehouses._store import Store

if TYPE_CHECKING:
    import polars as pl

IS_FILE = True
SCHEMES: tuple[str, ...] = ()
_T = TypeVar("_T")


def encoded(table: Table, rows: pl.DataFrame) -> Any:
    """Rows as Arrow, which DuckDB reads in place."""
    return rows.select(*table.columns).to_arrow()


def written(url: str, work: Callable[[Store], _T]) -> _T:
    """Run ``work`` on a copy of the file, which takes its place when all of it is on the disk."""
    path = Path(url)
    with storage(f"writing {path}", known=True), _alone(path):
        new = path.with_name(f".{path.name}.new")
        for leftover in (new, new.with_name(f"{new.name}.wal")):
            leftover.unlink(missing_ok=True)
        if path.exists():
            shutil.copyfile(path, new)
        with _opened(new, url) as connection:
            connection.execute("BEGIN")
            records.make(connection)
            done = work(Duckdb(connection))
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
        _put(new, path)
    return done


def read(url: str, work: Callable[[Store], _T]) -> _T:
    """Run ``work`` on the file as it is when it is opened."""
    if not Path(url).exists():
        raise FixTheSetup(f"There is no warehouse {url}.", "Load one:  tillhouse warehouse load --to duckdb")
    with _opened(Path(url), url, read_only=True) as connection:
        return work(Duckdb(connection))


def findings(_url: str) -> None:
    """None: it keeps no statistics of the queries it was asked."""


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """The one loader's place, which the kernel frees when the process ends."""
    with storage(f"making {path.parent}"):
        path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise WarehouseUnavailable(
            "Another process is loading this warehouse.", "Wait, then run the same command again."
        ) from error
    finally:
        os.close(handle)


def _put(new: Path, path: Path) -> None:
    handle = os.open(new, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    new.replace(path)
    sync_names(path.parent)


@contextmanager
def _opened(path: Path, url: str, *, read_only: bool = False) -> Iterator[Any]:
    require("duckdb", "A DuckDB warehouse")
    import duckdb

    try:
        connection = duckdb.connect(str(path), read_only=read_only)
        try:
            yield connection
        finally:
            connection.close()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise BadSetting(
            f"The warehouse {url} cannot be used: {first}",
            "If the file is damaged, move it away and load again:  tillhouse warehouse load --to duckdb",
        ) from error


class Duckdb(FileStore):
    """One transaction. There are no keys and indexes: DuckDB scans columns, and keeps minima per block itself."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection, _statements)

    def replace(self, table: Table, month: str, encoded: Any) -> None:
        """See `Store.replace`."""
        self.empty(table, month)
        if encoded is not None:
            self.connection.register("encoded", encoded)
            names = listed(table.columns)
            self.connection.execute(f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM encoded')
            self.connection.unregister("encoded")

    def rows(self, table: Table, months: Sequence[str] | None = None) -> pl.DataFrame:
        """See `Store.rows`."""
        import polars as pl

        from tillhouse.column_types import DTYPES

        found = self.connection.sql(records.query(table, months))
        frame = pl.DataFrame(found.to_arrow_table())
        return frame.select(pl.col(name).cast(DTYPES[c.type]) for name, c in table.columns.items())


def _statements(shape: Shape) -> Iterator[str]:
    columns = [
        f'"{name}" {SQL_TYPES[column.type]}' + " NOT NULL" * (name in shape.required)
        for name, column in shape.table.columns.items()
    ]
    check = [f"CHECK ({check_of(shape)})"] if shape.exact else []
    yield f'CREATE TABLE "{shape.name}" ({", ".join([*columns, *check])})'
    yield f'COMMENT ON TABLE "{shape.name}" IS {literal(shape.table.grain)}'
    for name, column in shape.table.columns.items():
        yield f'COMMENT ON COLUMN "{shape.name}"."{name}" IS {literal(column.meaning)}'


if TYPE_CHECKING:
    from tillhouse.warehouses import duckdb as itself
    from tillhouse.warehouses._store import Kind

    _checked: Kind = itself
