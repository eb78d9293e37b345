"""``tillhouse statement``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.errors import UnknownName

if TYPE_CHECKING:
    from tillhouse.lake.snapshot import Snapshot

_BY = {"file": "delivery", "month": "month", "feed": "feed"}


@click.command()
@click.option(
    "--release", type=int, metavar="N", help="The books of this release [default: the published one]."
)
@click.option("--as-of", metavar="DATE", help="The books as published at this moment, such as 2011-12-09.")
@click.option("--feed", metavar="NAME", help="Only what this feed delivered.")
@click.option("--month", metavar="YYYY-MM", help="Only this month of trading.")
@click.option("--by", type=click.Choice([*_BY]), help="One statement for each.")
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

    received = loaded + duplicate + quarantined + superseded, in rows and in money. Amounts in JSON are exact
    decimals as text; ``unknown`` counts rows whose money cannot be read, which are in no amount.

    \b
    Example:
      tillhouse statement
      tillhouse statement --month 2011-11
      tillhouse statement --by month
      tillhouse statement --json
    """
    snapshot = session.snapshot(release, as_of)
    if by:
        _split(session, snapshot, feed, month, by)
    else:
        show(session, snapshot, feed, month)


def show(
    session: Session, snapshot: Snapshot, feed: str | None = None, month: str | None = None, **more: Any
) -> None:
    """The statement of a release, what is worth a look, and what to do next. more: further words of the JSON."""
    from tillhouse.answers.observations import observations
    from tillhouse.cli import _books

    out, frame = session.out, _chosen(snapshot, feed, month)
    books = _books.books_of(frame)
    whole = feed is None and month is None
    worth = observations(snapshot, books) if whole else []
    if out.is_json:
        said = {
            "release": snapshot.release.number,
            "created_at": snapshot.release.created_at,
            **_books.as_json(books),
        }
        out.json({**said, "feed": feed, "month": month, "worth_a_look": _books.worth_as_json(worth), **more})
        return
    part = "".join(f", {word}" for word in (feed, month) if word)
    bridge = _books.bridge_of(snapshot, month) if feed is None or len(snapshot.release.feeds) == 1 else None
    _books.print_books(out, f"Statement of release {snapshot.release.number}{part}", books, bridge)
    _books.print_worth(out, worth)
    out.next(*_suggested(snapshot, worth))


def _suggested(snapshot: Snapshot, worth: list[Any]) -> list[str]:
    months = [m for m in snapshot.release.tables["receipts"].parts if m != "unknown"]
    why = f"why net_sales --month {max(months)}" if months else "why net_sales"
    listed = ["quarantine list"] if any(one.kind == "quarantined" for one in worth) else []
    return [why, "show customer_sales", *(listed or ["checks"])]


def _chosen(snapshot: Snapshot, feed: str | None, month: str | None) -> Any:
    import narwhals as nw

    if feed and feed not in snapshot.release.feeds:
        raise UnknownName("feed", feed, snapshot.release.feeds)
    months = snapshot.release.tables["statement"].parts
    if month and month not in months:
        raise UnknownName("month with sales", month, months)
    frame = snapshot.frame("statement", [month] if month else None)
    return frame.filter(nw.col("feed") == feed) if feed else frame


def _split(session: Session, snapshot: Snapshot, feed: str | None, month: str | None, by: str) -> None:
    from tillhouse.books import statements_by
    from tillhouse.cli import _books

    found = {key: books for (key,), books in statements_by(_chosen(snapshot, feed, month), _BY[by]).items()}
    names = _file_names(snapshot) if by == "file" else {}
    parts = {names.get(key, key): books for key, books in sorted(found.items())}
    session.out.json(
        {
            "release": snapshot.release.number,
            "by": by,
            "statements": [{by: name, **_books.as_json(books)} for name, books in parts.items()],
        }
    )
    fates = ("loaded", "duplicate", "quarantined", "superseded")
    rows = [
        (
            name,
            b.received.rows,
            b.received.amount,
            *(b.fates[f].rows for f in fates),
            b.fates["loaded"].amount,
        )
        for name, b in parts.items()
    ]
    session.out.text(f"Statement of release {snapshot.release.number} by {by}")
    session.out.table((by, "received", "amount", *fates, "loaded amount"), rows, "lrrrrrrr")
    session.out.next("statement")


def _file_names(snapshot: Snapshot) -> dict[int, str]:
    rows = snapshot.frame("deliveries").select("delivery", "name").collect().iter_rows()
    listed: dict[int, str] = dict(rows)
    return listed
