"""``tillhouse warehouse``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.cli._output import moment, warn
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.warehouses import Check, Loaded, Place

_TO = click.option("--to", metavar="KIND", help="postgres, sqlite or duckdb [TILLHOUSE_WAREHOUSE_TO].")


@click.group()
def command() -> None:
    """Copy published tables to a database, check the copy, and advise on its use.

    The address is `url` under [warehouse] in tillhouse.toml or TILLHOUSE_WAREHOUSE_URL, such as
    postgresql://user@host:5432/shop. Without one, --to sqlite and --to duckdb write a file in the lake. Where a
    warehouse is configured, every published release is loaded as it is published.

    \b
    Example:
      tillhouse warehouse load --to sqlite
      tillhouse warehouse check --to sqlite
    """


@command.command()
@_TO
@click.option("--all", "whole", is_flag=True, help="Replace everything, be it of another lake.")
@with_session
def load(session: Session, /, to: str | None, whole: bool) -> None:
    """Make a warehouse hold the published release.

    Only the parts that differ from the release it holds are replaced, in one transaction: readers see all of it or
    none. JSON: `release`, `before`, `replaced` by table, `rows`, `seconds`, `notes`.

    \b
    Example:
      tillhouse warehouse load --to duckdb
      tillhouse warehouse load --to sqlite --json
      tillhouse warehouse load --to sqlite --all
    """
    from tillhouse.runs.afterwards.warehouse import loaded
    from tillhouse.warehouses import place_of

    place = place_of(session.settings, to)
    with session.progress() as tell:
        done = loaded(session.settings, place, whole=whole, progress=tell)
    show(session, place, done)
    session.out.document(done)
    session.out.next(f"warehouse check{f' --to {to}' if to else ''}")


def show(session: Session, place: Place, done: Loaded) -> None:
    """Say what a load did; what it could not do is said on standard error."""
    tables, rows = number_of(len(done.replaced), "table"), number_of(done.rows, "row")
    what = f"{number_of(done.partitions, 'partition')} of {tables}, {rows}"
    said = f"{what if done.partitions else 'nothing differed'}; {done.seconds:.1f} s"
    session.out.text(f"{place.to} holds release {done.release.number} ({said}): {place.shown}")
    warn(*done.notes)


@command.command()
@_TO
@with_session
def check(session: Session, /, to: str | None) -> int:
    """Compare a warehouse with the lake, row by row.

    Everything is read back; what was changed, deleted or added there is named by table, month and key. Ends with 1
    when something differs, or when the lake has published another release since.

    \b
    Example:
      tillhouse warehouse load --to sqlite
      tillhouse warehouse check --to sqlite
      tillhouse warehouse check --to sqlite --json
    """
    from tillhouse.warehouses import checked, place_of

    place = place_of(session.settings, to)
    with session.progress() as tell:
        found = checked(session.settings, place, tell)
    session.out.document(found)
    _show_check(session, found)
    again = f" --to {to}" if to else ""
    if found.differences:
        session.out.next(f"warehouse load --all{again}")
    elif found.behind:
        session.out.next(f"warehouse load{again}")
    return 1 if found.differences or found.behind else 0


def _show_check(session: Session, found: Check) -> None:
    rows = [(one.table, one.month, one.changed, one.missing, one.added) for one in found.differences]
    if rows:
        session.out.table(("table", "month", "changed", "missing", "added"), rows, "llrrr")
        keys = [
            (one.table, one.month, word, ", ".join(f"{name} {value}" for name, value in key.items()))
            for one in found.differences
            for word, key in one.keys
        ]
        session.out.text("")
        session.out.table(("table", "month", "row is", "key"), keys)
        session.out.text("")
    else:
        session.out.text(
            f"{number_of(found.rows, 'row')} of {number_of(found.tables, 'table')} "
            f"{either(found.rows, 'is', 'are')} as published."
        )
    late = f"; the lake has published release {found.published} since" if found.behind else ""
    session.out.text(f"Release {found.release}, published {moment(found.as_of)}{late}.")


@command.command()
@_TO
@with_session
def advise(session: Session, /, to: str | None) -> None:
    """Say what would make questions to a warehouse faster.

    PostgreSQL: slow queries (from pg_stat_statements), indexes that nothing uses, tables that are read whole again
    and again, statistics that are out of date. JSON: `findings`, each with `kind`, `what` and `do`.

    \b
    Example:
      tillhouse warehouse load --to sqlite
      tillhouse warehouse advise --to sqlite
    """
    from tillhouse.warehouses import advised, place_of

    place = place_of(session.settings, to)
    found = advised(place)
    session.out.document(found)
    for one in found.findings:
        session.out.text(f"{one.kind}: {one.what}", *([f"  {one.do}"] if one.do else []))
    if not found.findings:
        session.out.text("Nothing to advise.")
