"""PostgreSQL, Supabase among others: partitioned by month, replaced by COPY in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from tillhouse.errors import FixTheSetup
from tillhouse.table import Table
from tillhouse.warehouses._postgres import advice
from tillhouse.warehouses._postgres import roles as roles
from tillhouse.warehouses._postgres import views as views
from tillhouse.warehouses._postgres.connection import LOCK_MS, Connection, begin, connected, retried
from tillhouse.warehouses._postgres.copy import copy_in, copy_out
from tillhouse.warehouses._postgres.copy import encoded as encoded
from tillhouse.warehouses._postgres.leaves import Leaves
from tillhouse.warehouses._postgres.migration import migrated, version
from tillhouse.warehouses._postgres.names import SCHEMA, quoted
from tillhouse.warehouses._postgres.shaping import shaped
from tillhouse.warehouses._shape import Shape, shape_of
from tillhouse.warehouses._store import Finding, Held, Store, held_of

if TYPE_CHECKING:
    import polars as pl

#: Of 100: each partition is sampled, so few rows of each are enough for the table.
_DETAIL = 10
IS_FILE = False
SCHEMES: tuple[str, ...] = ("postgresql",)
_T = TypeVar("_T")


def written(url: str, work: Callable[[Store], _T]) -> _T:
    """Run ``work`` in one transaction, again where what failed passes by itself: it starts from what is committed."""

    def once() -> _T:
        with connected(url) as connection:
            notes = migrated(connection)
            begin(connection)
            roles.act(connection)
            store = Postgres(connection, notes)
            done = work(store)
            connection.commit()
            store.settle()
            return done

    return retried(url, once)


def read(url: str, work: Callable[[Store], _T]) -> _T:
    """Run ``work`` on one snapshot, which no load can change while it lasts."""

    def once() -> _T:
        with connected(url) as connection:
            connection.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
                "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL statement_timeout = 0"
            )
            return work(Postgres(connection, []))

    return retried(url, once)


def findings(url: str) -> list[Finding]:
    """See `Kind.findings`."""

    def once() -> list[Finding]:
        with connected(url) as connection:
            if not version(connection):
                raise FixTheSetup("The warehouse holds nothing yet.", "Load it:  tillhouse warehouse load")
            return [Finding(*words) for words in advice.findings(connection)]

    return retried(url, once)


class Postgres:
    """One transaction."""

    def __init__(self, connection: Connection, notes: list[str]) -> None:
        self.connection = connection
        self.notes = notes
        self.shapes: dict[str, Shape] = {}
        self.leaves = Leaves(connection)
        self.grown: set[str] = set()
        self.wrote = False

    def held(self) -> Held | None:
        """See `Store.held`."""
        if not version(self.connection):
            return None
        query = f"SELECT * FROM {SCHEMA}.loaded_release"
        row = self.connection.execute(query).fetchone()
        if row is None:
            return None
        query = f"SELECT table_name, month, rows, mark FROM {SCHEMA}.loaded_part"
        return held_of(row, self.connection.execute(query).fetchall())

    def prepare(self, tables: Sequence[Table], exact: bool) -> set[str]:
        """See `Store.prepare`."""
        self.shapes = {table.name: shape_of(table, exact) for table in tables}
        made = shaped(self.connection, self.shapes)
        self.leaves.look()
        return made

    def clear(self, table: Table) -> None:
        """See `Store.clear`."""
        self.connection.execute(f"DELETE FROM {quoted(table.name)}")
        self.wrote = True

    def replace(self, table: Table, month: str, encoded: bytes | None) -> None:
        """Delete and COPY: readers go on with the rows as they were, in whatever isolation, until the commit."""
        shape = self.shapes[table.name]
        if shape.partitioned:
            into = self.leaves.emptied(shape, month)
        else:
            into = quoted(table.name)
            of_month, given = (" WHERE month = %s", (month,)) if table.by else ("", ())
            self.connection.execute(f"DELETE FROM {into}{of_month}", given)
        self.wrote = True
        if shape.partitioned and into not in self.leaves.old:
            self.grown.add(table.name)
        if encoded:
            copy_in(self.connection, table, into, encoded)

    def record(self, held: Held) -> None:
        """See `Store.record`. Views that cannot be made again now stay as they are, and name their release."""
        self.leaves.attach()
        execute = self.connection.execute
        execute(f"DELETE FROM {SCHEMA}.loaded_release; DELETE FROM {SCHEMA}.loaded_part")
        execute(
            f"INSERT INTO {SCHEMA}.loaded_release VALUES (%s, %s, %s, %s)",
            (held.release, held.as_of, held.loaded_at, held.lake),
        )
        with self.connection.cursor().copy(f"COPY {SCHEMA}.loaded_part FROM STDIN") as copy:
            for (name, month), stamp in held.partitions.items():
                copy.write_row((name, month, stamp.rows, stamp.mark))
        self.notes += views.refresh(self.connection, changed=self.wrote)

    def settle(self) -> None:
        """After the commit: what the planner knows of tables that got a partition. All else is left to autovacuum,
        which never looks at a table that has partitions. What fails here undoes no load: it is noted.
        """
        import psycopg

        if not self.grown:
            return
        try:
            self.connection.execute(
                f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{LOCK_MS}ms';"
                f"SET LOCAL default_statistics_target = {_DETAIL}"
            )
            roles.act(self.connection)
            self.connection.execute(f"ANALYZE {', '.join(quoted(name) for name in sorted(self.grown))}")
            self.connection.commit()
        except psycopg.Error as error:
            self.notes.append(
                "The release is loaded, but the statistics of new partitions are missing "
                f"({type(error).__name__}); until they are made, questions may take longer:  "
                f"ANALYZE {', '.join(f'{SCHEMA}.{name}' for name in sorted(self.grown))}"
            )

    def months(self, table: Table) -> set[str]:
        """See `Store.months`."""
        query = f"SELECT DISTINCT month FROM {quoted(table.name)}"
        return {month for (month,) in self.connection.execute(query).fetchall()}

    def rows(self, table: Table, months: Sequence[str] | None = None) -> pl.DataFrame:
        """See `Store.rows`."""
        return copy_out(self.connection, table, months)


if TYPE_CHECKING:
    from tillhouse.warehouses import postgres as itself
    from tillhouse.warehouses._store import Kind

    _checked: Kind = itself
