"""The partitions of a PostgreSQL warehouse: one for each month that came, and one for rows of any other."""

from __future__ import annotations

from tillhouse.warehouses._postgres.connection import LOCK_MS, TRIES, Connection, pause
from tillhouse.warehouses._postgres.names import SCHEMA, leaf_name, quoted, using
from tillhouse.warehouses._shape import Shape
from tillhouse.warehouses._sql_words import listed, literal

_FOUND = f"""
    SELECT leaf.relname FROM pg_catalog.pg_inherits
    JOIN pg_catalog.pg_class AS parent ON parent.oid = inhparent AND parent.relkind = 'p'
    JOIN pg_catalog.pg_class AS leaf ON leaf.oid = inhrelid
    WHERE parent.relnamespace = '{SCHEMA}'::pg_catalog.regnamespace
"""


class Leaves:
    """The partitions within one transaction. old: the quoted names of those that were there before it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.old: set[str] = set()
        self._waiting: list[tuple[Shape, str]] = []

    def look(self) -> None:
        """See which partitions there are."""
        self.old = {quoted(name) for (name,) in self.connection.execute(_FOUND).fetchall()}

    def emptied(self, shape: Shape, month: str) -> str:
        """The quoted name of a month's partition, without rows; a new one is no part of the table yet."""
        name = leaf_name(shape.name, month)
        if quoted(name) in self.old:
            self.connection.execute(f"DELETE FROM {quoted(name)}")
            return quoted(name)
        self.connection.execute(
            f"DROP TABLE IF EXISTS {quoted(name)};"
            f"CREATE TABLE {quoted(name)} (LIKE {quoted(shape.name)} INCLUDING DEFAULTS INCLUDING CONSTRAINTS,"
            f' CONSTRAINT "{name}_month" CHECK (month = {literal(month)}))'
        )
        self._waiting.append((shape, month))
        return quoted(name)

    def attach(self) -> None:
        """Index the new partitions and make them part of their tables: last, since from here on readers wait.

        PostgreSQL itself would let readers on; but one that has planned its query and takes its snapshot after the
        commit would then see the new release without its new month. So the tables are locked first, all or none:
        where a reader is in the way let it pass, and try again.
        """
        import psycopg

        if not self._waiting:
            return
        for shape, month in self._waiting:
            self.connection.execute("; ".join(_indexes(shape, leaf_name(shape.name, month))))
        for attempt in range(1, TRIES + 1):
            try:
                with self.connection.transaction():
                    self._lock()
                    break
            except psycopg.errors.QueryCanceled:
                if attempt == TRIES:
                    raise
            pause(attempt)
        for shape, month in self._waiting:
            of_month = literal(month)
            self.connection.execute(
                f"DELETE FROM {quoted(f'{shape.name}_other')} WHERE month = {of_month};"
                f"ALTER TABLE {quoted(shape.name)} ATTACH PARTITION {quoted(leaf_name(shape.name, month))} "
                f"FOR VALUES IN ({of_month})"
            )
        self._waiting.clear()

    def _lock(self) -> None:
        """Lock all tables that get a partition, sooner than a waiting reader would look for a deadlock."""
        names = dict.fromkeys(shape.name for shape, _ in self._waiting)
        both = ", ".join(f"ONLY {quoted(name)}, {quoted(f'{name}_other')}" for name in names)
        self.connection.execute(f"SET LOCAL statement_timeout = '{LOCK_MS}ms'")
        self.connection.execute(f"LOCK TABLE {both} IN ACCESS EXCLUSIVE MODE")
        self.connection.execute("SET LOCAL statement_timeout = 0")


def _indexes(shape: Shape, name: str) -> list[str]:
    """What makes the key and the indexes of a partition, as its table declares them."""
    key = "PRIMARY KEY" if shape.primary else "UNIQUE NULLS NOT DISTINCT"
    made = [f'ALTER TABLE {quoted(name)} ADD CONSTRAINT "{name}_key" {key} ({listed(shape.key)})']
    for one in shape.indexes:
        where = f" WHERE {one.where}" if one.where else ""
        made.append(
            f'CREATE INDEX "{name}_{one.name}" ON {quoted(name)} USING {using(one)} ({listed(one.columns)}){where}'
        )
    return made
