"""``tillhouse sample``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.sample.form import FormName

_FORMS: dict[str, FormName] = {"latin1": "latin-1", "iso": "utf-8"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--lines", type=click.IntRange(1), default=20_000, show_default=True, help="Lines to write.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--form", type=click.Choice([*_FORMS]), default="latin1", show_default=True, help="Of the file."
)
@click.option("--daily", is_flag=True, help="A folder with a file per day instead, some delivered twice.")
@click.option(
    "--mess", type=click.IntRange(0), default=2, show_default=True, help="Damaged lines of each kind."
)
@with_session
def command(
    session: Session, /, file: Path, lines: int, seed: int, form: str, daily: bool, mess: int
) -> None:
    """Write sales of a shop that does not exist, with a mess whose truth is written beside them.

    ``latin1`` is ISO-8859-1 with CRLF and dates such as 12/1/2010 8:26; ``iso`` is UTF-8 with 2010-12-01 08:26:00.

    \b
    Example:
      tillhouse sample sample.csv --lines 5000
      tillhouse --root ./tried open sample.csv --yes
    """
    from tillhouse.sample import write_sample

    split: Literal["daily", "one"] = "daily" if daily else "one"
    made = write_sample(file, lines, seed, form=_FORMS[form], split=split, faults=mess)
    session.out.document(made)
    where = file if len(made.files) == 1 else f"{len(made.files)} files in {file}"
    session.out.text(
        f"Wrote {number_of(made.rows, 'line')} to {where}; what is true of them is in {made.truth}."
    )
    session.out.next(f"open {file}")
