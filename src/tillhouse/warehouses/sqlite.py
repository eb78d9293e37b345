"""SQLite: the tables in one file, replaced in one transaction beside its readers.

SQLite has no exact decimals. Quantities, prices and money are whole numbers of millionths, so sums in SQL are exact:
``SELECT sum(amount) / 1e6 FROM fact_sales``. Dates and moments are ISO 8601 text, truths 0 and 1.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tillhouse.errors import BadSetting, FixTheSetup, WarehouseUnavailable
from tillhouse.storage.durable import storage
from tillhouse.table import Table
from tillhouse.warehouses._file import records
from tillhouse.warehouses._file.records import marks
from tillhouse.warehouses._file.store import FileStore
from tillhouse.warehouses._shape import Shape
from tillhouse.warehouses._sql_words import listed
from tillhouse.warehouses._store import Held, Store
from tillhouse.warehouses._tables import PRODUCT

if TYPE_CHECKING:
    import polars as pl

IS_FILE = True
SCHEMES: tuple[str, ...] = ()
_T = TypeVar("_T")
#: A total has no declared type: in a column of numbers SQLite would round one that is kept as text.
_TYPES = {"text": "TEXT", "date": "TEXT", "datetime": "TEXT", "total": ""}
_MOMENT = "%Y-%m-%d %H:%M:%S%.f"
_DECIMALS = ("quantity", "price", "money", "total", "share", "number")
#: Seconds to wait for another process that writes.
_PATIENCE = 10.0


def encoded(table: Table, rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as tuples of what SQLite stores."""
    return list(
        zip(*(_stored(rows[name], column.type) for name, column in table.columns.items()), strict=True)
    )


def _stored(values: pl.Series, kind: str) -> list[Any]:
    import polars as pl

    if kind in _DECIMALS:
        whole = values.to_physical()
        try:
            return whole.cast(pl.Int64).to_list()
        except pl.exceptions.InvalidOperationError:
            # More than nine billion billion millionths: SQLite keeps such a number whole only as text.
            return [
                None if one is None else int(one) if abs(one) < 1 << 63 else str(one)
                for one in whole.to_list()
            ]
    if kind in {"date", "datetime"}:
        return values.dt.to_string("%Y-%m-%d" if kind == "date" else _MOMENT).to_list()
    return values.cast(pl.Int64).to_list() if kind == "boolean" else values.to_list()


def written(url: str, work: Callable[[Store], _T]) -> _T:
    """Run ``work`` in one transaction; readers go on with what was there before it."""
    with _opened(url, "rwc") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        records.make(connection)
        done = work(Sqlite(connection))
        connection.execute("COMMIT")
    return done


def read(url: str, work: Callable[[Store], _T]) -> _T:
    """Run ``work`` on one snapshot."""
    if not Path(url).exists():
        raise FixTheSetup(f"There is no warehouse {url}.", "Load one:  tillhouse warehouse load --to sqlite")
    with _opened(url, "rw") as connection:
        connection.execute("BEGIN")
        return work(Sqlite(connection))


def findings(_url: str) -> None:
    """None: it keeps no statistics of the queries it was asked."""


@contextmanager
def _opened(url: str, mode: str) -> Iterator[sqlite3.Connection]:
    path = Path(url).absolute()
    try:
        with storage(f"writing {url}", known=True):
            with storage(f"making {path.parent}"):
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode={mode}", timeout=_PATIENCE, isolation_level=None, uri=True
            )
            try:
                yield connection
            finally:
                connection.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "full" in str(error) or "disk" in str(error):
            raise WarehouseUnavailable(
                f"The warehouse {url} cannot be used now: {error}.", "Run it again."
            ) from error
        raise BadSetting(f"The warehouse {url} cannot be used: {error}.", "Check the path.") from error
    except sqlite3.DatabaseError as error:
        raise BadSetting(
            f"The file {url} is no sound SQLite database: {error}.",
            "Move it away and load again:  tillhouse warehouse load --to sqlite",
        ) from error


class Sqlite(FileStore):
    """One transaction. Indexes are made when the rows are there; see `record`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, _table)

    def replace(self, table: Table, month: str, encoded: list[tuple[Any, ...]] | None) -> None:
        """See `Store.replace`."""
        self.empty(table, month)
        if encoded:
            names = listed(table.columns)
            self.connection.executemany(
                f'INSERT INTO "{table.name}" ({names}) VALUES ({marks(len(table.columns))})', encoded
            )

    def record(self, held: Held) -> None:
        """See `Store.record`."""
        for shape in self.shapes.values():
            for one in shape.indexes:
                where = f" WHERE {one.where}" if one.where else ""
                on = f'"{shape.name}_{one.name}" ON "{shape.name}" ({listed(one.columns)})'
                self.connection.execute(f"CREATE INDEX IF NOT EXISTS {on}{where}")
        super().record(held)

    def rows(self, table: Table, months: Sequence[str] | None = None) -> pl.DataFrame:
        """See `Store.rows`."""
        import polars as pl

        rows = self.connection.execute(records.query(table, months)).fetchall()
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)
        kinds = [(name, column.type) for name, column in table.columns.items()]
        return pl.DataFrame(
            [_series(name, kind, values) for (name, kind), values in zip(kinds, columns, strict=True)]
        )


def _table(shape: Shape) -> Iterator[str]:
    """The statement that makes a table; SQLite keeps its text, comments included."""
    lines = []
    for name, column in shape.table.columns.items():
        unit = " In millionths." if column.type in _DECIMALS else ""
        kind = _TYPES.get(column.type, "INTEGER") + " NOT NULL" * (name in shape.required)
        lines.append(f'"{name}" {kind}, -- {column.meaning}{unit}')
    key = "PRIMARY KEY" if shape.primary else "UNIQUE"
    check = _check(shape)
    last = f"{key} ({listed(shape.key)})" + (f", CHECK ({check})" if check else "")
    body = "\n    ".join([*lines, last])
    yield f'CREATE TABLE "{shape.name}" ( -- {shape.table.grain}\n    {body}\n)'


def _check(shape: Shape) -> str:
    """As `check_of`, in millionths: up to nine million of money, for beyond that SQLite has no whole numbers."""
    product, *factors = (f'"{name}"' for name in PRODUCT)
    condition = f"abs({product} * 1000000 - {' * '.join(factors)}) < 2000000"
    return f"abs({product}) > 9000000000000 OR {condition}" if shape.exact else ""


def _series(name: str, kind: str, values: Sequence[Any]) -> pl.Series:
    import polars as pl

    from tillhouse.column_types import DTYPES

    if kind in _DECIMALS:
        whole = pl.Series(name, [None if one is None else int(one) for one in values], pl.Int128)
        # By way of text: arithmetic on 38 digits could pass the limits of either library.
        text = whole.abs().cast(pl.String).str.zfill(7)
        sign = (whole < 0).replace_strict({True: "-", False: ""}, return_dtype=pl.String)
        return (sign + text.str.head(-6) + "." + text.str.tail(6)).cast(DTYPES[kind]).alias(name)
    if kind in {"date", "datetime"}:
        text = pl.Series(name, values, pl.String)
        return (
            text.str.to_date("%Y-%m-%d") if kind == "date" else text.str.to_datetime(_MOMENT, time_unit="us")
        )
    if kind == "boolean":
        return pl.Series(name, values, pl.Int64).cast(pl.Boolean)
    return pl.Series(name, values, DTYPES[kind])


if TYPE_CHECKING:
    from tillhouse.warehouses import sqlite as itself
    from tillhouse.warehouses._store import Kind

    _checked: Kind = itself
