"""What one transaction does alike in warehouses that are one file; how rows get in and out is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tillhouse.table import Table
from tillhouse.warehouses._file import records
from tillhouse.warehouses._shape import Shape, shape_of
from tillhouse.warehouses._store import Held


class FileStore:
    """One transaction. made: the statements that make a table."""

    def __init__(self, connection: Any, made: Callable[[Shape], Iterable[str]]) -> None:
        self.connection = connection
        self.made = made
        self.notes: list[str] = []
        self.shapes: dict[str, Shape] = {}

    def held(self) -> Held | None:
        """See `Store.held`."""
        return records.held(self.connection)

    def prepare(self, tables: Sequence[Table], exact: bool) -> set[str]:
        """See `Store.prepare`."""
        self.shapes = {table.name: shape_of(table, exact) for table in tables}
        stale = records.stale(self.connection, self.shapes)
        for shape in stale:
            for statement in self.made(shape):
                self.connection.execute(statement)
        return {shape.name for shape in stale}

    def clear(self, table: Table) -> None:
        """See `Store.clear`."""
        self.connection.execute(f'DELETE FROM "{table.name}"')

    def empty(self, table: Table, month: str) -> None:
        """Delete the rows of a partition."""
        of_month, given = (" WHERE month = ?", (month,)) if table.by else ("", ())
        self.connection.execute(f'DELETE FROM "{table.name}"{of_month}', given)

    def record(self, held: Held) -> None:
        """See `Store.record`."""
        records.record(self.connection, held)

    def months(self, table: Table) -> set[str]:
        """See `Store.months`."""
        return records.months(self.connection, table)
