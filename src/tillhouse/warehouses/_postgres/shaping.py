"""Making the tables of a PostgreSQL warehouse what the catalog declares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from tillhouse.catalog import catalog
from tillhouse.warehouses._postgres import views as views
from tillhouse.warehouses._postgres.connection import Connection
from tillhouse.warehouses._postgres.names import MIGRATIONS, SCHEMA, quoted
from tillhouse.warehouses._shape import Shape, shape_of
from tillhouse.warehouses._tables import is_copied

KEPT = MIGRATIONS / "tables.json"


def shaped(connection: Connection, shapes: Mapping[str, Shape]) -> set[str]:
    """Make tables that are missing or declared otherwise; the names of those whose rows are to be loaded again.

    New columns are added and those gone are dropped; any other change makes the table again.
    """
    query = f"SELECT table_name, shape, words FROM {SCHEMA}.loaded_table"
    known = {name: (shape, words) for name, shape, words in connection.execute(query).fetchall()}
    stale = {name for name, shape in shapes.items() if known.get(name, ("", ""))[0] != shape.to_json()}
    worded = {name for name, shape in shapes.items() if known.get(name, ("", ""))[1] != _words(shape)}
    gone = {name for name in known if name not in shapes and name not in views.VIEWS}
    if stale or gone:
        views.drop(connection)
        _drop(connection, gone)
    for name in sorted(stale):
        _make(connection, shapes[name], known.get(name, ("", ""))[0])
    if worded - stale:
        _comment(connection, [shapes[name] for name in sorted(worded - stale)])
    for name in sorted(stale | worded):
        connection.execute(
            f"INSERT INTO {SCHEMA}.loaded_table VALUES (%s, %s, %s) ON CONFLICT (table_name) "
            "DO UPDATE SET shape = excluded.shape, words = excluded.words",
            (name, shapes[name].to_json(), _words(shapes[name])),
        )
    views.make(connection, shapes)
    return stale


def _make(connection: Connection, shape: Shape, before: str) -> None:
    old, new = (json.loads(text)["columns"] if text else {} for text in (before, shape.to_json()))
    both = old.keys() & new.keys()
    kept = before and json.loads(before)["rest"] == json.loads(shape.to_json())["rest"]
    if kept and all(old[name] == new[name] for name in both):
        from tillhouse.warehouses._postgres.schema import type_of

        changes = [f'DROP COLUMN "{name}"' for name in old if name not in new]
        changes += [f'ADD COLUMN "{name}" {type_of(new[name])}' for name in new if name not in old]
        if changes:
            connection.execute(f"ALTER TABLE {quoted(shape.name)} {', '.join(changes)}")
        # All partitions are loaded again, but of a month that is gone nothing would be: its rows would stay.
        connection.execute(f"DELETE FROM {quoted(shape.name)}")
        _comment(connection, [shape])
        return
    _drop(connection, [shape.name])
    connection.execute(_statements(shape))


def _statements(shape: Shape) -> str:
    """What makes a table: as kept in the package, or by SQLAlchemy where that is of another shape."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")).get(shape.name, {})
    if (kept.get("shape"), kept.get("words")) == (shape.to_json(), _words(shape)):
        return str(kept["statements"])
    from tillhouse.warehouses._postgres.schema import statements

    return "; ".join(statements(shape))


def rendered() -> str:
    """The statements of all tables: what `KEPT` is to hold. To import SQLAlchemy takes a tenth of a first load."""
    from tillhouse.warehouses._postgres.schema import statements

    shapes = [shape_of(table, True) for table in catalog().tables.values() if is_copied(table)]
    found = {
        shape.name: {
            "shape": shape.to_json(),
            "words": _words(shape),
            "statements": "; ".join(statements(shape)),
        }
        for shape in shapes
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _drop(connection: Connection, names: Iterable[str]) -> None:
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        connection.execute(f"DELETE FROM {SCHEMA}.loaded_table WHERE table_name = %s", (name,))


def _comment(connection: Connection, shapes: Iterable[Shape]) -> None:
    from tillhouse.warehouses._postgres.schema import comments

    connection.execute("; ".join(line for shape in shapes for line in comments(shape)))


def _words(shape: Shape) -> str:
    said = [shape.table.grain, *(column.meaning for column in shape.table.columns.values())]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
