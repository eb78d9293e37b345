"""``tillhouse vacuum``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.cli._output import size
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.upkeep.vacuuming import Vacuumed


@click.command()
@click.option(
    "--keep", type=int, metavar="N", help="Keep the newest N releases readable [default: keep_releases]."
)
@click.option(
    "--older-than",
    "hours",
    type=float,
    default=24.0,
    show_default=True,
    metavar="HOURS",
    help="Leave alone what is younger.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be deleted; delete nothing.")
@with_session
def command(session: Session, keep: int | None, hours: float, dry_run: bool) -> None:
    """Give back the space of files that no kept release needs.

    Older releases are retired: `releases list` and `releases diff` still know them, their tables cannot be read any
    more. Kept releases lose nothing, and a vacuum that is cut off harms nothing.

    \b
    Example:
      tillhouse vacuum --dry-run
      tillhouse vacuum --keep 5
      tillhouse vacuum --keep 1 --older-than 0 --json
    """
    from tillhouse.pipeline.stages import Pipeline
    from tillhouse.upkeep.vacuuming import vacuum

    pipeline = Pipeline(session.settings)
    with pipeline.writing(restore=False):
        done = vacuum(
            pipeline, session.settings.keep_releases if keep is None else keep, hours, dry_run=dry_run
        )
    session.out.document(done)
    _print(session, done, dry_run)


def _print(session: Session, done: Vacuumed, dry_run: bool) -> None:
    would = "Would delete" if dry_run else "Deleted"
    out = session.out
    if done.files or done.leftovers:
        left = f" and {number_of(done.leftovers, 'temporary file')}" if done.leftovers else ""
        out.text(f"{would} {number_of(done.files, 'file')}, {size(done.bytes)}{left}.")
        out.table(("table", "files", "size"), [(n, f, size(b)) for n, (f, b) in done.tables.items()], "lrr")
    else:
        out.text("Nothing to delete.")
    if done.retired:
        out.text(
            f"{'Would retire' if dry_run else 'Retired'} {either(len(done.retired), 'release')} {_span(done.retired)}."
        )
    out.text(f"Readable: {_span(done.kept) or 'none yet'}.")
    out.next(*(["vacuum"] if dry_run and done.files else []), "releases list", "verify")


def _span(numbers: tuple[int, ...]) -> str:
    if len(numbers) > 3 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))
