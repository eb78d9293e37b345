"""``tillhouse status``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from tillhouse.cli._output import Output, count, moment, money, named, warn
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of
from tillhouse.settings.own_folder import unused

if TYPE_CHECKING:
    from tillhouse.books import Line
    from tillhouse.upkeep.status import Status


@click.command()
@with_session
def command(session: Session) -> None:
    """Say what the lake holds: feeds, the published release, its checks, what is in quarantine.

    \b
    Example:
      tillhouse status
      tillhouse status --json
    """
    warn(*filter(None, [unused(session.settings)]))
    release = session.release()
    if release is None:
        _empty(session)
        return
    from tillhouse.quarantine.replay import waiting_fixes
    from tillhouse.upkeep.status import status

    found = status(session.settings, session.snapshot(), waiting_fixes(session.settings))
    session.out.document(found)
    if session.out.is_json:
        return
    _print(session.out, found)
    session.out.next(
        *(["doctor"] if found.damaged else []),
        "statement",
        "run",
        *(["quarantine list"] if found.books.fates["quarantined"].rows else []),
        *(["quarantine replay --plan"] if found.waiting else []),
    )


def _empty(session: Session) -> None:
    from tillhouse.upkeep.status import empty

    found = empty(session.settings)
    session.out.document(found)
    session.out.text(f"Nothing has been published in {session.settings.place} yet.")
    session.out.text(*(f"  feed {name}   {path}" for name, path in found.feeds.items()))
    session.out.next(*(["run"] if found.feeds else []), "open FILE", "demo")


def _print(out: Output, found: Status) -> None:
    release, books, checks = found.release, found.books, found.checks
    out.text(f"Lake {found.settings.root}   engine {found.settings.engine}")
    out.text(f"Release {release.number}   {moment(release.created_at)}   {release.cause}")
    nets = [f"{money(amount)} {code}" for code, amount in found.nets.items()]
    net = " · ".join(nets) if len(nets) > 1 else money(books.fates["loaded"].amount)
    out.text(f"  {number_of(books.received.rows, 'line')} received, net {net}{_span(found.months)}")
    bad = ", ".join(
        f"{count(checks[name])} {name.replace('_', ' ')}" for name in ("fail", "error", "not_run")
    )
    number = f"{number_of(len(release.tables), 'table')}, {number_of(found.checked, 'check')}"
    out.text(f"  {number}: {count(checks['pass'])} pass, {bad}")
    out.text(*_analytics(out, found), *_outdated(found.outdated))
    out.text(*(f"  DAMAGED {name}: {what}" for name, what in found.damaged.items()))
    out.text(
        *(f"  {message}; bring it up to date:  tillhouse {by}" for _, message, by in found.followers),
        *_quarantined(books.fates["quarantined"], len(found.currencies) > 1),
        *([f"  fixes wait for {number_of(found.waiting, 'record')}"] if found.waiting else []),
        "",
    )
    rows = [
        (f"  {name}", one.files, one.records, moment(one.last_delivery) if one.last_delivery else "never")
        for name, one in found.feeds.items()
    ]
    out.table(("Feeds", "files", "records", "last delivery"), rows, "lrrl")


def _quarantined(line: Line, is_mixed: bool) -> list[str]:
    if not line.rows:
        return ["  quarantine is empty"]
    amount = "" if is_mixed else f" ({money(line.amount)})"
    return [f"  {number_of(line.rows, 'line')} in quarantine{amount}"]


def _analytics(out: Output, found: Status) -> list[str]:
    if not found.analytics:
        return ["  no analytics; build them:  tillhouse analyse"]
    by = f"bring them up to date:  {out.commands(*found.refresh_commands)}"
    state = f"{len(found.stale)} stale; {by}" if found.stale else "up to date"
    return [f"  {found.analytics} of the tables are analytics, {state}"]


def _outdated(causes: Mapping[str, str]) -> list[str]:
    """A sentence for each cause: which tables other code, other rules or other settings made."""
    made = {"code": "by other code or rules", "settings": "with other settings"}
    found = []
    for cause, how in made.items():
        names = [name for name, why in causes.items() if why == cause]
        if names:
            tables = f"{named(names)} {'was' if len(names) == 1 else 'were'}"
            found.append(f"  {tables} made {how} than now; bring up to date:  tillhouse run")
    return found


def _span(months: Sequence[str]) -> str:
    return f", {months[0]} to {months[1]}" if months else ""
