"""Rows as they are asked for: of a table by comparisons, or by SQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from tillhouse.answers.document import objects
from tillhouse.answers.query import answer
from tillhouse.answers.selection import Selection, counted, known_column, matching, selected
from tillhouse.lake.snapshot import Snapshot


@dataclass(frozen=True)
class Rows:
    """Some rows of a table. of: rows there are, where these are the first of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    of: int

    def document(self) -> list[dict[str, Any]]:
        """Rows of a table, for programs.

        []: object. One row, by column; decimals are exact text.
        """
        return objects(self.columns, self.rows)


@dataclass(frozen=True)
class Result:
    """What a query gave. is_cut: there are more rows than were asked for."""

    release: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool

    def document(self) -> dict[str, Any]:
        """The result of a query, for programs.

        release: integer. The release that answers.
        columns: list of text. Names of the columns.
        rows: list of object. Rows by column; a number tells equal names apart.
        truncated: boolean. Whether there are more rows than were asked for.
        """
        return {
            "release": self.release,
            "columns": list(self.columns),
            "rows": objects(self.columns, self.rows),
            "truncated": self.is_cut,
        }


def rows_of(snapshot: Snapshot, table: str, chosen: Selection) -> Rows:
    """The rows of a table that are asked for, with its columns or those chosen; raises `UnknownName`, `BadQuery`."""
    declared = snapshot.table(table)
    names = tuple(known_column(declared, name) for name in chosen.columns) or tuple(declared.columns)
    found = selected(snapshot, table, chosen).select(*names).collect().rows()
    is_cut = chosen.limit is not None and len(found) >= chosen.limit
    of = counted(matching(snapshot, table, chosen.where)) if is_cut else len(found)
    return Rows(names, tuple(found), of)


def result(snapshot: Snapshot, sql: str, most: int | None) -> Result:
    """The first rows that a query gives, or all; raises what `tillhouse.answers.query.answer` raises."""
    found = answer(snapshot, sql)
    rows = tuple(islice(found.rows, None if most is None else most + 1))
    is_cut = most is not None and len(rows) > most
    return Result(snapshot.release.number, found.columns, rows[:most], is_cut)
