"""``tillhouse verify``."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import count, named, size
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release
    from tillhouse.upkeep.verification import Verification


@click.command()
@click.option("--rebuild", is_flag=True, help="Build everything again from bronze, elsewhere, and compare.")
@click.option(
    "--in",
    "where",
    metavar="DIR",
    help="Where to build, and keep what was built [default: beside the lake, then removed].",
)
@of_release
@with_session
def command(session: Session, rebuild: bool, where: str | None, number: int | None, as_of: str | None) -> int:
    """Prove that what is stored is what was published.

    Every file is read back. Its bytes are held against the SHA-256 in its name, rows, money and digests against the
    record, commits and records against their own hashes. The books are made again from the text as delivered.
    --rebuild builds all tables from bronze in a new lake and compares table by table. With --in the new lake stays,
    with settings, fixes and history: work can go on there when this one is damaged.
    Exit code 3 when anything differs: the table and the month are named.

    \b
    Example:
      tillhouse verify
      tillhouse verify --rebuild
      tillhouse verify --rebuild --in again
      tillhouse verify --json
    """
    from tillhouse.upkeep.verdict import Verdict

    snapshot = snapshot_of(session, number, as_of)
    release = snapshot.release
    done = _rebuilt(session, release, where) if rebuild or where else _verified(session, release)
    session.out.document(Verdict(done, rebuild or bool(where), snapshot.outdated))
    _print(session, done, "built again from bronze" if rebuild or where else "read back")
    if where:
        session.out.text(*_complete(where, done.release + 1))
    if snapshot.outdated:
        session.out.text(
            f"{named(list(snapshot.outdated))}: made by other code, rules or settings than now. Make them "
            f"again:  {session.out.commands(*snapshot.refresh_commands)}"
        )
    return 3 if done.findings else 0


def _verified(session: Session, release: Release) -> Verification:
    from tillhouse.upkeep.verification import verified

    with session.progress() as tell:
        return verified(session.settings, release, tell)


def _rebuilt(session: Session, release: Release, where: str | None) -> Verification:
    from tillhouse.upkeep.rebuilding import rebuilt

    root = session.settings.root
    place = (
        Path(where)
        if where
        else Path(tempfile.mkdtemp(prefix=f".{root.name}-rebuilt-", dir=root.absolute().parent))
    )
    try:
        with session.progress() as tell:
            return rebuilt(session.settings, release, place, tell)
    finally:
        if not where:
            shutil.rmtree(place, ignore_errors=True)


def _print(session: Session, done: Verification, how: str) -> None:
    out = session.out
    seen = " · ".join(
        (
            number_of(done.tables, "table"),
            number_of(done.files, "file"),
            size(done.bytes),
            number_of(done.rows, "row"),
        )
    )
    if not done.findings:
        out.text(f"Release {done.release} {how}: everything is as recorded.", seen)
        out.text(*(f"Not looked at: {name} {why}." for name, why in done.left_out.items()), *_unhashed(done))
        out.next("fingerprint", *(["verify --rebuild"] if how == "read back" else ["verify"]))
        return
    out.text(
        f"Release {done.release} {how}: {number_of(len(done.findings), 'finding')}.",
        seen,
        *_unhashed(done),
        "",
    )
    rows: list[tuple[Any, ...]] = [(f.table, f.month, f.what) for f in done.findings]
    out.table(("table", "month", "finding"), rows)
    out.next("releases list", *(["verify --rebuild --in NEW_FOLDER"] if done.can_be_rebuilt else []))


def _complete(where: str, number: int) -> list[str]:
    """What the new lake is, and how to go on there."""
    said = [
        f"{where} is a complete lake; what was built is release {number} there. Plans and caches stay here.",
        f"Go on there:  tillhouse --root {shlex.quote(where)} status",
    ]
    if os.environ.get("TILLHOUSE_STORE"):
        said.append("TILLHOUSE_STORE is set and wins over the settings: unset it first.")
    return said


def _unhashed(done: Verification) -> list[str]:
    """What the hashes say nothing of: what an earlier version or a cluster wrote."""
    if not done.unhashed:
        return []
    what = (
        f"{count(done.unhashed)} of the files and records {either(done.unhashed, 'has', 'have')} no SHA-256"
    )
    return [
        f"{what}: written by an earlier version or by Spark. Their rows, money and digests were compared."
    ]
