"""``tillhouse lineage``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.answers.lineage import Edge


@click.command()
@click.argument("name", metavar="TABLE[.COLUMN]")
@with_session
def command(session: Session, name: str) -> None:
    """What a table or a column is made from, and what is made from it.

    The parameters of a table's function are its lineage. That of a column is read off the function: it is run on empty
    inputs, and what the planner cannot do without to compute the column is what it reads. A column is read for its
    value, or because it decides which rows there are; trees follow values. JSON: ``upstream`` and ``downstream``
    edges.

    \b
    Example:
      tillhouse lineage daily_sales
      tillhouse lineage daily_sales.net_sales
      tillhouse lineage ledger.amount --json
    """
    table, _, column = name.partition(".")
    if column:
        _of_column(session, table, column)
    else:
        _of_table(session, table)


def _of_table(session: Session, name: str) -> None:
    from tillhouse.catalog import catalog

    found = catalog()
    table = found[name]
    above = [{"table": n, "reads": read} for n in (*found.upstream(name), name) for read in found[n].inputs]
    below = _readings(found.readers, name)
    session.out.json({"table": name, "upstream": above, "downstream": below})
    session.out.text(f"{name}   {table.grain}", "", "Made from")
    session.out.text(*_tree(name, lambda n: found[n].inputs, lambda n: f"{n}   {found[n].layer}"))
    session.out.text("", "Read by")
    session.out.text(*_tree(name, found.readers, lambda n: f"{n}   {found[n].layer}"))
    money = table.money or table.content[0]
    session.out.next(f"lineage {name}.{money}", f"tables {name}", f"show {name}")


def _readings(readers: Callable[[str], Sequence[str]], name: str) -> list[dict[str, str]]:
    seen, rest, found = {name}, [name], []
    while rest:
        read = rest.pop(0)
        for reader in readers(read):
            found.append({"table": reader, "reads": read})
            if reader not in seen:
                seen.add(reader)
                rest.append(reader)
    return found


def _of_column(session: Session, table: str, column: str) -> None:
    from tillhouse.answers.lineage import downstream, upstream
    from tillhouse.catalog import catalog

    above, below = upstream(table, column), downstream(table, column)
    session.out.json(
        {
            "column": f"{table}.{column}",
            "upstream": [_json(edge) for edge in above],
            "downstream": [_json(edge) for edge in below],
        }
    )
    name = f"{table}.{column}"
    session.out.text(f"{name}   {catalog()[table].columns[column].meaning}", "", "Value from")
    session.out.text(*_tree(name, lambda n: _reads(above, n), str))
    decided = sorted(_from(edge) for edge in above if _to(edge) == name and edge.kind == "rows")
    session.out.text("", f"Which rows there are is decided by   {', '.join(decided) or 'nothing else'}")
    session.out.text("", "Value goes to")
    session.out.text(
        *_tree(name, lambda n: [_to(e) for e in below if _from(e) == n and e.kind == "value"], str)
    )
    deciding = sorted({edge.table for edge in below if _from(edge) == name and edge.kind == "rows"})
    session.out.text("", f"It decides which rows there are in   {', '.join(deciding) or 'no table'}")
    session.out.next(f"lineage {table}", f"tables {table}")


def _reads(edges: Iterable[Edge], name: str) -> list[str]:
    return [_from(edge) for edge in edges if _to(edge) == name and edge.kind == "value"]


def _from(edge: Edge) -> str:
    return f"{edge.read_table}.{edge.read_column}"


def _to(edge: Edge) -> str:
    return f"{edge.table}.{edge.column}"


def _json(edge: Edge) -> dict[str, Any]:
    return {"from": _from(edge), "to": _to(edge), "kind": edge.kind}


def _tree(name: str, near: Callable[[str], Iterable[str]], label: Callable[[str], str]) -> list[str]:
    """The names reached from one, as a drawn tree; a branch that was drawn before is not drawn again."""
    lines: list[str] = []
    seen: set[str] = set()

    def draw(parent: str, indent: str) -> None:
        children = list(dict.fromkeys(near(parent)))
        for place, child in enumerate(children):
            last = place == len(children) - 1
            again = child in seen and any(True for _ in near(child))
            lines.append(f"  {indent}{'└── ' if last else '├── '}{label(child)}{' …' if again else ''}")
            if child not in seen:
                seen.add(child)
                draw(child, indent + ("    " if last else "│   "))

    draw(name, "")
    return lines or ["  (nothing)"]
