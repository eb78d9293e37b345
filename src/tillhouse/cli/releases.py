"""``tillhouse releases``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from tillhouse.cli._output import moment
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.upkeep.published import PartitionChange


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
    from tillhouse.retail.sums import said
    from tillhouse.upkeep.published import published_releases

    found = published_releases(session.releases, session.settings)
    session.out.document(found)
    rows = [
        (
            str(one.release.number),
            moment(one.release.created_at),
            one.rows,
            one.net_sales if one.nets is None else said(one.nets) if one.nets else None,
            "retired" if one.is_retired else "",
            one.release.cause,
        )
        for one in found.releases
    ]
    session.out.table(("release", "published", "ledger lines", "net sales", "", "cause"), rows, "rlrrll")
    if not rows:
        session.out.text("Nothing has been published yet.")
    numbers = [one.release.number for one in found.releases]
    last = [f"releases diff {numbers[-2]} {numbers[-1]}"] if len(numbers) > 1 else []
    session.out.next(*last, *([f"releases show {numbers[-1]}"] if numbers else ["open FILE"]))


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
    from tillhouse.retail.sums import said
    from tillhouse.upkeep.published import release_record

    found = release_record(session.releases, session.settings, number)
    release, retired = found.published.release, found.published.is_retired
    session.out.document(found)
    session.out.text(
        f"Release {number}   {moment(release.created_at)} · {release.cause} · tillhouse {release.software}"
        + (" · retired: its tables cannot be read" if retired else "")
    )
    session.out.text("")
    rows = [
        (
            name,
            one.state.layer,
            one.state.rows,
            one.months,
            one.amount if one.currencies is None else said(one.currencies) if one.currencies else None,
            one.state.digest,
        )
        for name, one in found.tables.items()
    ]
    session.out.table(("table", "layer", "rows", "months", "amount", "digest"), rows, "llrrrl")
    earlier = [f"releases diff {release.parent} {number}"] if release.parent else []
    session.out.next(*earlier, "releases list", f"verify --release {number}")


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
    from tillhouse.upkeep.published import differences

    found = differences(session.catalog, session.releases, session.settings, (before, after), table)
    session.out.document(found)
    rows = [
        (
            one.change.table,
            one.change.month,
            one.change.rows_before,
            one.change.rows_after,
            *_money(one),
        )
        for one in found.changes
    ]
    headers = ("table", "month", "rows", f"in {after}", "amount", f"in {after}", "difference")
    if rows:
        session.out.table(headers, rows, "llrrrrr")
    else:
        session.out.text(f"Releases {before} and {after} do not differ.")
    session.out.next(f"releases show {after}", f"releases rollback {before}")


def _money(one: PartitionChange) -> tuple[Decimal | str | None, ...]:
    """Money before and after, and the difference; by currency where there are several."""
    from tillhouse.retail.sums import said

    if one.change.currencies is None:
        return one.before, one.after, one.difference
    if not one.change.currencies:
        return None, None, None
    both = one.change.currencies.items()
    before, after = ({code: amounts[at] for code, amounts in both} for at in (0, 1))
    return said(before), said(after), said({code: new - old for code, (old, new) in both})


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
    from tillhouse.upkeep.published import WentBack
    from tillhouse.upkeep.rollback import roll_back

    release_of(session, number, None)
    with session.progress() as tell:
        release = roll_back(session.settings, number, tell)
    now = release.number if release else session.releases.numbers()[-1]
    session.out.document(WentBack(now, release is not None, number))
    if release is None:
        session.out.text(
            f"Nothing to do: release {now}, the published one, holds what release {number} held."
        )
    else:
        session.out.text(f"Published release {now}: its tables are those of release {number}.")
    session.out.next(*([f"releases diff {now - 1} {now}"] if release else []), "statement", "releases list")
