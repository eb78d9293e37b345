"""``tillhouse explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.cli._analytics import STALE
from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._rows import print_record, print_rows
from tillhouse.cli._session import Session, with_session
from tillhouse.cli._unnamed import say_unnamed_of

if TYPE_CHECKING:
    from tillhouse.answers.subjects import Section


@click.command()
@click.argument("kind", metavar="SUBJECT")
@click.argument("name")
@of_release
@with_session
def command(session: Session, kind: str, name: str, number: int | None, as_of: str | None) -> None:
    """What is known of one customer or product, and why it is where it is.

    SUBJECT is `customer` or `product`, NAME a customer's id or a stock code. Of a customer: sales, months, returns,
    cohort, and every analytic about customers. Scores come with the customers nearest to each cut, and the segment
    with the rule that makes it. Of a product: sales, months, prices, class, and every analytic about products. JSON:
    ``sections`` by name, each with ``rows`` and ``said``.

    \b
    Example:
      tillhouse explain customer 17850
      tillhouse explain product 85123A --json
    """
    from tillhouse.answers.subjects import account

    snapshot = snapshot_of(session, number, as_of)
    found = account(snapshot, kind, name)
    session.out.document(found)
    if session.out.is_json:
        return
    session.out.text(f"{kind} {found.name}   (release {found.release})")
    for section in found.sections:
        _print(session, section)
    for said, tables, by in (
        ("Not in this release", found.missing, ("analyse",)),
        (STALE, found.stale, snapshot.refresh_commands),
    ):
        if tables:
            build = session.out.commands(*by)
            session.out.text("", f"{said}: {', '.join(tables)}. Bring analytics up to date:  {build}")
    say_unnamed_of(session.out, snapshot)
    session.out.next(*found.deeper)


def _print(session: Session, section: Section) -> None:
    session.out.text("", section.title)
    shown = section.rows if section.limit is None else section.rows[-section.limit :]
    if len(shown) == 1:
        print_record(session.out, section.columns, shown[0], section.estimates)
    elif shown:
        print_rows(session.out, section.columns, shown, section.estimates)
    if len(shown) < len(section.rows):
        session.out.text(f"The last {len(shown)} of {count(len(section.rows))}.")
    session.out.text(*section.said)
