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
    from tillhouse.upkeep.portable import fingerprints, of_release
    from tillhouse.upkeep.verification import verified

    snapshot = snapshot_of(session, number, as_of)
    release = snapshot.release
    found = fingerprints(session.settings, release, sorted(release.tables), fresh=recompute)
    wanted = {snapshot.table(table).name: found.get(table, "")} if table else found
    findings = verified(session.settings, release).findings if recompute else ()
    differing = sorted({finding.table for finding in findings} & set(wanted))
    whole = of_release(release, found)
    said = {"number": release.number, "release": whole, "tables": wanted}
    session.out.json({**said, "differing": differing} if recompute else said)
    session.out.table(
        ("table", "fingerprint", ""), [(n, p, "differs" * (n in differing)) for n, p in wanted.items()]
    )
    session.out.text("", f"Release {release.number}   {whole}   silver, gold and marts together")
    if recompute and not differing:
        session.out.text("Every stored row is as published.")
    session.out.next(*([] if recompute else ["fingerprint --recompute"]), "verify", "verify --rebuild")
    return 3 if differing else 0
