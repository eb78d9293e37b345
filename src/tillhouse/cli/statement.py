"""``tillhouse statement``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tillhouse.cli._findings import print_findings
from tillhouse.cli._output import Output
from tillhouse.cli._session import Session, with_session
from tillhouse.cli._unnamed import say_unnamed
from tillhouse.retail.sums import worded

if TYPE_CHECKING:
    from tillhouse.answers.observations import Observation
    from tillhouse.answers.statement import Answer, Split
    from tillhouse.lake.snapshot import Snapshot


@click.command()
@click.option(
    "--release", type=int, metavar="N", help="The books of this release [default: the published one]."
)
@click.option("--as-of", metavar="DATE", help="The books as published at this moment, such as 2011-12-09.")
@click.option("--feed", metavar="NAME", help="Only what this feed delivered.")
@click.option("--month", metavar="YYYY-MM", help="Only this month of trading.")
@click.option("--by", type=click.Choice(["file", "month", "feed"]), help="One statement for each.")
@with_session
def command(
    session: Session,
    release: int | None,
    as_of: str | None,
    feed: str | None,
    month: str | None,
    by: str | None,
) -> None:
    """The books: every row received and every penny in one place.

    received = loaded + duplicate + quarantined + superseded + not_sales, in rows and in money. In JSON
    amounts are exact decimals as text; ``unknown`` counts rows whose money cannot be read, which are in no amount.

    \b
    Example:
      tillhouse statement
      tillhouse statement --month 2011-11
      tillhouse statement --by month
      tillhouse statement --json
    """
    from tillhouse.answers.statement import split, statement

    snapshot = session.snapshot(release, as_of)
    if by:
        found = split(snapshot, by, feed, month)
        session.out.document(found)
        _print_split(session.out, found)
    else:
        show(session, snapshot, statement(snapshot, feed, month))


def show(session: Session, snapshot: Snapshot, answer: Answer) -> None:
    """A statement of a release, what is worth a look, and what to do next."""
    from tillhouse.answers.statement import bridge_of
    from tillhouse.cli import _books

    session.out.document(answer)
    if session.out.is_json:
        return
    part = "".join(f", {word}" for word in (answer.feed, answer.month) if word)
    for currency, books in (answer.currencies or {"": answer.books}).items():
        bridge = bridge_of(snapshot, answer.feed, answer.month, currency or None)
        money = f", {worded(currency)}" if len(answer.currencies) > 1 else ""
        _books.print_books(session.out, f"Statement of release {answer.release}{part}{money}", books, bridge)
    say_unnamed(session.out, answer.unnamed)
    _books.print_worth(session.out, answer.worth)
    print_findings(session.out, answer.findings)
    session.out.next(*_suggested(snapshot, answer.worth))


def _suggested(snapshot: Snapshot, worth: Iterable[Observation]) -> list[str]:
    months = [m for m in snapshot.release.tables["receipts"].partitions if m != "unknown"]
    why = f"why net_sales --month {max(months)}" if months else "why net_sales"
    listed = ["quarantine list"] if any(one.kind == "quarantined" for one in worth) else []
    return [why, "show customer_sales", *(listed or ["checks"])]


def _print_split(out: Output, found: Split) -> None:
    from tillhouse.retail.events import FATES

    fates = FATES
    rows = [
        (
            *name,
            b.received.rows,
            b.received.amount,
            *(b.fates[f].rows for f in fates),
            b.fates["loaded"].amount,
        )
        for name, b in found.names
    ]
    out.text(f"Statement of release {found.release} by {found.by}")
    named = (found.by, "currency")[: len(found.names[0][0]) if found.names else 1]
    out.table((*named, "received", "amount", *fates, "loaded amount"), rows, "l" * len(named) + "rrrrrrrr")
    out.next("statement")
