"""``tillhouse fingerprint``."""

from __future__ import annotations

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._session import Session, with_session


@click.command()
@click.argument("table", required=False)
@click.option(
    "--recompute", is_flag=True, help="Read every stored row again, and compare it with the record."
)
@of_release
@with_session
def command(
    session: Session, table: str | None, recompute: bool, number: int | None, as_of: str | None
) -> int:
    """One hash per table, and one for the release: what was sold, however it was delivered.

    Free of order and typed; repeats count; where a row came from does not. The same on every machine. The release's
    hash covers silver, gold and marts. JSON: ``release`` and ``tables`` by name, and ``number``. With --recompute the
    exit code is 3 when stored rows are not those that were published; ``differing`` names their tables.

    \b
    Example:
      tillhouse fingerprint
      tillhouse fingerprint daily_sales --json
      tillhouse fingerprint --recompute
    """
    from tillhouse.upkeep.portable import fingerprints_of

    found = fingerprints_of(snapshot_of(session, number, as_of), table, recompute)
    session.out.document(found)
    rows = [(name, one, "differs" * (name in found.differing)) for name, one in found.tables.items()]
    session.out.table(("table", "fingerprint", ""), rows)
    session.out.text("", f"Release {found.release}   {found.whole}   silver, gold and marts together")
    if recompute and not found.differing:
        session.out.text("Every stored row is as published.")
    session.out.next(*([] if recompute else ["fingerprint --recompute"]), "verify", "verify --rebuild")
    return 3 if found.differing else 0
