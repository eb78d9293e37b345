"""``tillhouse releases``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from tillhouse.answers.document import exact
from tillhouse.cli._output import moment
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.lake.releases import Change, Release


class Verbs(click.Group):
    """The verbs of ``releases``."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A verb; raises `UnknownName` with the nearest."""
        from tillhouse.errors import UnknownName

        if cmd_name not in self.commands:
            raise UnknownName("verb of releases", cmd_name, self.commands)
        return super().get_command(ctx, cmd_name)


@click.group(cls=Verbs)
def command() -> None:
    """What was published: list, show, compare, go back.

    \b
    Example:
      tillhouse releases list
      tillhouse releases show 1
    """


@command.command("list")
@with_session
def list_(session: Session) -> None:
    """Every release, oldest first; retired ones are on record but cannot be read.

    \b
    Example:
      tillhouse releases list
      tillhouse releases list --json
    """
    from tillhouse.upkeep.history import every_release

    found = [(_summary(release), retired) for release, retired in every_release(session.releases)]
    session.out.json([{**said, "retired": retired} for said, retired in found])
    rows = [
        (
            str(s["release"]),
            moment(s["created_at"]),
            s["rows"],
            s["net_sales"],
            "retired" if retired else "",
            s["cause"],
        )
        for s, retired in found
    ]
    session.out.table(("release", "published", "ledger lines", "net sales", "", "cause"), rows, "rlrrll")
    if not rows:
        session.out.text("Nothing has been published yet.")
    numbers = [s["release"] for s, _ in found]
    last = [f"releases diff {numbers[-2]} {numbers[-1]}"] if len(numbers) > 1 else []
    session.out.next(*last, *([f"releases show {numbers[-1]}"] if numbers else ["open FILE"]))


def _summary(release: Release) -> dict[str, Any]:
    ledger, net = release.tables.get("ledger"), release.tables.get("monthly_sales")
    return {
        "release": release.number,
        "created_at": release.created_at,
        "parent": release.parent,
        "cause": release.cause,
        "software": release.software,
        "digest": release.digest,
        "rows": ledger.rows if ledger else 0,
        "net_sales": sum((Decimal(p.amount or 0) for p in net.parts.values()), Decimal(0)) if net else None,
    }


@command.command()
@click.argument("number", type=int)
@with_session
def show(session: Session, number: int) -> None:
    """The record of one release: its tables with rows, money and the digest of their content.

    \b
    Example:
      tillhouse releases show 1
      tillhouse releases show 1 --json
    """
    from tillhouse.upkeep.history import recorded

    release, retired = recorded(session.releases, number)
    tables = {
        name: {
            "layer": state.layer,
            "version": state.version,
            "rows": state.rows,
            "months": len([m for m in state.parts if m]),
            "amount": _amount(part.amount for part in state.parts.values()),
            "digest": state.digest,
        }
        for name, state in release.tables.items()
    }
    session.out.json({**_summary(release), "retired": retired, "feeds": release.feeds, "tables": tables})
    session.out.text(
        f"Release {number}   {moment(release.created_at)} · {release.cause} · tillhouse {release.software}"
        + (" · retired: its tables cannot be read" if retired else "")
    )
    session.out.text("")
    rows = [
        (name, t["layer"], t["rows"], t["months"], t["amount"], t["digest"]) for name, t in tables.items()
    ]
    session.out.table(("table", "layer", "rows", "months", "amount", "digest"), rows, "llrrrl")
    earlier = [f"releases diff {release.parent} {number}"] if release.parent else []
    session.out.next(*earlier, "releases list", f"verify --release {number}")


def _amount(amounts: Any) -> Decimal | None:
    known = [Decimal(amount) for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


@command.command()
@click.argument("before", type=int)
@click.argument("after", type=int)
@click.option("--table", metavar="NAME", help="Only this table.")
@with_session
def diff(session: Session, before: int, after: int, table: str | None) -> None:
    """What differs between two releases, in rows and in money, per table and month.

    A month with equal rows and money can differ in content: it is listed too.

    \b
    Example:
      tillhouse open december.csv --yes
      tillhouse releases diff 1 2
      tillhouse releases diff 1 2 --table daily_sales --json
    """
    from tillhouse.catalog import catalog
    from tillhouse.upkeep.history import all_differences, recorded

    a, b = (recorded(session.releases, n)[0] for n in (before, after))
    wanted = catalog()[table].name if table else None
    changes = [c for c in all_differences(a, b) if wanted in (None, c.table)]
    session.out.json({"before": before, "after": after, "changes": [_change(c) for c in changes]})
    rows = [
        (
            c.table,
            c.month,
            c.rows_before,
            c.rows_after,
            _money(c.amount_before),
            _money(c.amount_after),
            _moved(c),
        )
        for c in changes
    ]
    headers = ("table", "month", "rows", f"in {after}", "amount", f"in {after}", "difference")
    if rows:
        session.out.table(headers, rows, "llrrrrr")
    else:
        session.out.text(f"Releases {before} and {after} do not differ.")
    session.out.next(f"releases show {after}", f"releases rollback {before}")


def _money(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _moved(change: Change) -> Decimal | None:
    if change.amount_before is None and change.amount_after is None:
        return None
    return Decimal(change.amount_after or 0) - Decimal(change.amount_before or 0)


def _change(change: Change) -> dict[str, Any]:
    moved = _moved(change)
    return {
        "table": change.table,
        "month": change.month,
        "rows": [change.rows_before, change.rows_after],
        "amount": [None if a is None else exact(a) for a in (change.amount_before, change.amount_after)],
        "difference": None if moved is None else exact(moved),
    }


@command.command()
@click.argument("number", type=int)
@with_session
def rollback(session: Session, number: int) -> None:
    """Publish a new release whose tables are those of an earlier one. What was published stays on record.

    Files taken in since then are no longer part of it, and can be taken in again.

    \b
    Example:
      tillhouse releases rollback 1
      tillhouse releases rollback 1 --json
    """
    from tillhouse.cli._choosing import release_of
    from tillhouse.upkeep.rollback import roll_back

    release_of(session, number, None)
    with session.progress() as tell:
        release = roll_back(session.settings, number, tell)
    now = release.number if release else session.releases.numbers()[-1]
    session.out.json({"release": now, "published": release is not None, "equals": number})
    if release is None:
        session.out.text(
            f"Nothing to do: release {now}, the published one, holds what release {number} held."
        )
    else:
        session.out.text(f"Published release {now}: its tables are those of release {number}.")
    session.out.next(*([f"releases diff {now - 1} {now}"] if release else []), "statement", "releases list")
