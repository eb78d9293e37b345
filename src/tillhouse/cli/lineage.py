"""``tillhouse lineage``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

from tillhouse.cli._session import Session, with_session


@click.command()
@click.argument("name", metavar="TABLE[.COLUMN]", required=False)
@click.option("--all", "every", is_flag=True, help="Every edge of every column.")
@with_session
def command(session: Session, name: str | None, every: bool) -> None:
    """What a table or a column is made from, and what is made from it.

    The parameters of a table's function are its lineage. That of a column is read off the function. It is run on
    tables that note where values come from, as the feeds of this lake map them. An edge is DIRECT where the value is
    computed from a column, conditions included. It is INDIRECT where the column decides otherwise: by a filter, the
    key of a join or a group, an order or a window. Trees follow direct edges. JSON: `upstream` and `downstream`
    edges, or with --all `edges`.

    \b
    Example:
      tillhouse lineage daily_sales
      tillhouse lineage daily_sales.net_sales
      tillhouse lineage ledger.amount --json
      tillhouse lineage --all --json
    """
    if every == bool(name):
        raise click.UsageError("Name one TABLE or TABLE.COLUMN, or say --all.")
    table, _, column = (name or "").partition(".")
    if every:
        _of_all(session)
    elif column:
        _of_column(session, table, column)
    else:
        _of_table(session, table)


def _of_all(session: Session) -> None:
    from tillhouse.answers.lineage.edges import Lineage
    from tillhouse.answers.lineage.paths import of_all

    found = of_all(Lineage(session.settings))
    session.out.document(found)
    session.out.table(
        ["column", "comes from", "kind", "through"],
        [(edge.target, edge.source, edge.kind, ", ".join(edge.through)) for edge in found.edges],
    )
    session.out.next("lineage TABLE.COLUMN", "graph")


def _of_table(session: Session, name: str) -> None:
    from tillhouse.answers.lineage.paths import of_table

    known = session.catalog
    table = known[name]
    session.out.document(of_table(known, name))
    session.out.text(f"{name}   {table.grain}", "", "Made from")
    session.out.text(*_tree(name, lambda n: known[n].inputs, lambda n: f"{n}   {known[n].layer}"))
    session.out.text("", "Read by")
    session.out.text(*_tree(name, known.readers, lambda n: f"{n}   {known[n].layer}"))
    money = table.money or table.content[0]
    session.out.next(f"lineage {name}.{money}", f"tables {name}", f"show {name}")


def _of_column(session: Session, table: str, column: str) -> None:
    from tillhouse.answers.lineage.edges import Lineage
    from tillhouse.answers.lineage.paths import of_column

    found = of_column(Lineage(session.settings), table, column)
    session.out.document(found)
    name = found.column
    session.out.text(f"{name}   {session.catalog[table].columns[column].meaning}", "", "Value from")
    session.out.text(*_tree(name, found.sources, str))
    deciders = ", ".join(f"{edge.source} ({', '.join(edge.through)})" for edge in found.deciders)
    session.out.text("", f"Decided by   {deciders or 'nothing else'}")
    session.out.text("", "Value goes to")
    session.out.text(*_tree(name, found.targets, str))
    session.out.text("", f"Decides about   {', '.join(found.decided) or 'no table'}")
    session.out.next(f"lineage {table}", f"tables {table}")


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
