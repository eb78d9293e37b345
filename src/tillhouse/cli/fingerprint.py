"""``tillhouse fingerprint``."""

from __future__ import annotations

import click

from tillhouse.cli._choosing import of_release, reader_of
from tillhouse.cli._session import Session, with_session


@click.command()
@click.argument("table", required=False)
@click.option("--recompute", is_flag=True, help="Compute them again from the stored bytes, and compare.")
@of_release
@with_session
def command(
    session: Session, table: str | None, recompute: bool, number: int | None, as_of: str | None
) -> int:
    """One hash per table, and one for the release: what was sold, however it was delivered.

    Free of order and typed; repeats count; where a row came from does not. The release's hash covers silver, gold and
    marts. JSON: ``release`` and ``tables`` by name, and ``number``. Exit code 1 when recomputed hashes differ.

    \b
    Example:
      tillhouse fingerprint
      tillhouse fingerprint daily_sales --json
      tillhouse fingerprint --recompute
    """
    reader = reader_of(session, number, as_of)
    release = reader.release
    names = [reader.table(table).name] if table else sorted(release.tables)
    prints = {name: release.tables[name].fingerprint for name in names if name in release.tables}
    differing: dict[str, str] = {}
    if recompute:
        from tillhouse.verification import recomputed

        found = {name: recomputed(session.settings, release, name) for name in prints}
        differing = {name: new for name, new in found.items() if new != prints[name]}
    said = {"number": release.number, "release": release.fingerprint, "tables": prints}
    session.out.json({**said, "differing": differing} if recompute else said)
    session.out.table(("release", str(release.number)), [(release.fingerprint, "silver, gold and marts")])
    session.out.text("")
    rows = [(name, value, differing.get(name, "same" if recompute else "")) for name, value in prints.items()]
    session.out.table(("table", "fingerprint", "recomputed" if recompute else ""), rows)
    session.out.next("fingerprint --recompute", "verify", "verify --rebuild")
    return 1 if differing else 0
