"""``tillhouse graph``."""

from __future__ import annotations

import click

from tillhouse.cli._session import Session, with_session


@click.command()
@with_session
def command(session: Session) -> None:
    """Every table with its layer, owner, inputs, key and checks.

    Each table comes after those that it reads. It is what the files of the tables declare, so no lake is needed. A
    check whose severity is `stop` keeps a release from being published; `warn` reports. JSON: `tables`, with `past`
    for inputs whose earlier months are read.

    \b
    Example:
      tillhouse graph
      tillhouse graph --json
    """
    from tillhouse.answers.graph import graph

    found = graph(session.catalog.tables.values())
    session.out.document(found)
    session.out.table(
        ("layer", "table", "owner", "by", "stop", "warn", "key", "reads"),
        [
            (
                node.layer,
                node.name,
                node.owner,
                node.by or "",
                node.stops,
                len(node.checks) - node.stops,
                ", ".join(node.key),
                ", ".join(node.inputs) or "what was delivered",
            )
            for node in found.tables
        ],
        "llllrrll",
    )
    session.out.next("lineage --all", "tables ledger", "checks")
