"""``tillhouse status``."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._output import count, exact, moment, money, named
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.books import Statement
    from tillhouse.lake.releases import Release
    from tillhouse.lake.snapshot import Snapshot


@click.command()
@with_session
def command(session: Session) -> None:
    """Say what the lake holds: feeds, the published release, its checks, what is in quarantine.

    \b
    Example:
      tillhouse status
      tillhouse status --json
    """
    release = session.release()
    if release is None:
        _empty(session)
        return
    from tillhouse.cli._books import books_of

    snapshot = session.snapshot()
    books = books_of(snapshot.frame("statement"))
    said = _said(session, snapshot, books, _feeds(session, snapshot))
    session.out.json(said)
    _print(session, said, books)
    session.out.next(
        *(["doctor"] if said["damaged"] else []),
        "statement",
        "run",
        *(["quarantine list"] if books.fates["quarantined"].rows else []),
    )


def _empty(session: Session) -> None:
    settings = session.settings
    feeds = {name: {"path": feed.path, "files": 0} for name, feed in settings.feeds.items()}
    session.out.json({"root": settings.root, "engine": settings.engine, "release": None, "feeds": feeds})
    session.out.text(f"Nothing has been published in {settings.place} yet.")
    session.out.text(*(f"  feed {name}   {feed['path']}" for name, feed in feeds.items()))
    session.out.next(*(["run"] if feeds else []), "open FILE", "demo")


def _feeds(session: Session, snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    rows = (
        snapshot.frame("deliveries").select("feed", "kind", "records", "taken_at").collect().rows(named=True)
    )
    found: dict[str, dict[str, Any]] = {}
    for name in sorted({*session.settings.feeds, *snapshot.release.feeds}):
        ours = [row for row in rows if row["feed"] == name and row["kind"] == "file"]
        saved = session.settings.feeds.get(name)
        last = max((row["taken_at"] for row in ours), default=None)
        found[name] = {
            "path": saved.path if saved else None,
            "files": len(ours),
            "records": sum(row["records"] for row in ours),
            "last_delivery": f"{last.isoformat()}+00:00" if last else None,
        }
    return found


def _said(session: Session, snapshot: Snapshot, books: Statement, feeds: dict[str, Any]) -> dict[str, Any]:
    release = snapshot.release
    outcomes: Counter[str] = Counter()
    for state in release.tables.values():
        worst = {name: found[2] for part in state.parts.values() for name, found in part.failures.items()}
        worst |= {name: found[2] for name, found in state.failures.items()}
        outcomes.update(worst.get(check, "pass") for check in state.checks)
    from tillhouse.runs import afterwards

    months = sorted(month for month in release.tables["receipts"].parts if month != "unknown")
    bad = books.fates["quarantined"]
    return {
        "root": session.settings.root,
        "engine": session.settings.engine,
        "release": release.number,
        "created_at": release.created_at,
        "cause": release.cause,
        "rows": books.received.rows,
        "net": exact(books.fates["loaded"].amount),
        "months": [months[0], months[-1]] if months else [],
        "tables": len(release.tables),
        "checks": {outcome: outcomes[outcome] for outcome in ("pass", "fail", "error", "not_run")},
        "analytics": {
            "tables": sum(1 for state in release.tables.values() if state.inputs),
            "behind": snapshot.behind,
            "catches_up": snapshot.catches_up if snapshot.behind else None,
        },
        "damaged": _damaged(session, release),
        "outdated": {
            name: cause for name, cause in snapshot.outdated.items() if not release.tables[name].inputs
        },
        "behind": [
            {"name": name, "message": message, "command": command}
            for name, message, command in afterwards.stale(session.settings)
            if name != "analytics"
        ],
        "quarantined": {"rows": bad.rows, "amount": exact(bad.amount), "unknown": bad.unknown},
        "feeds": feeds,
    }


def _damaged(session: Session, release: Release) -> dict[str, str]:
    """The tables with a commit that is not as the release recorded it; a bucket is not asked for each."""
    from tillhouse.lake.checksums import damages

    return {} if session.settings.store else dict(damages(session.settings.place, release))


def _print(session: Session, said: dict[str, Any], books: Statement) -> None:
    out = session.out
    out.text(f"Lake {said['root']}   engine {said['engine']}")
    out.text(f"Release {said['release']}   {moment(said['created_at'])}   {said['cause']}")
    out.text(
        f"  {count(said['rows'])} lines received, net {money(Decimal(said['net']))}{_span(said['months'])}"
    )
    checks = said["checks"]
    bad = ", ".join(
        f"{count(checks[name])} {name.replace('_', ' ')}" for name in ("fail", "error", "not_run")
    )
    out.text(f"  {said['tables']} tables, {sum(checks.values())} checks: {count(checks['pass'])} pass, {bad}")
    out.text(*_analytics(said["analytics"]), *_outdated(said["outdated"]))
    out.text(*(f"  DAMAGED {name}: {what}" for name, what in said["damaged"].items()))
    out.text(
        *(f"  {one['message']}; bring it up to date:  tillhouse {one['command']}" for one in said["behind"])
    )
    line = books.fates["quarantined"]
    out.text(
        f"  {count(line.rows)} lines in quarantine ({money(line.amount)})"
        if line.rows
        else "  quarantine is empty"
    )
    rows = [
        (
            f"  {name}",
            feed["files"],
            feed["records"],
            moment(feed["last_delivery"]) if feed["last_delivery"] else "never",
        )
        for name, feed in said["feeds"].items()
    ]
    out.text("")
    out.table(("Feeds", "files", "records", "last delivery"), rows, "lrrl")


def _analytics(said: dict[str, Any]) -> list[str]:
    behind = said["behind"]
    if not said["tables"]:
        return ["  no analytics; build them:  tillhouse analyse"]
    by = f"bring them up to date:  tillhouse {said['catches_up']}"
    state = f"{len(behind)} behind; {by}" if behind else "up to date"
    return [f"  {said['tables']} of the tables are analytics, {state}"]


def _outdated(causes: dict[str, str]) -> list[str]:
    """A sentence for each cause: which tables other code, other rules or other settings made."""
    made = {"code": "by other code or rules", "settings": "with other settings"}
    found = []
    for cause, how in made.items():
        names = [name for name, why in causes.items() if why == cause]
        if names:
            tables = f"{named(names)} {'was' if len(names) == 1 else 'were'}"
            found.append(f"  {tables} made {how} than now; bring up to date:  tillhouse run")
    return found


def _span(months: list[str]) -> str:
    return f", {months[0]} to {months[1]}" if months else ""
