"""``tillhouse demo``."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.errors import FixTheSetup
from tillhouse.retail.counts import number_of

_ROOT = "tillhouse-demo"
_SEED = 1
#: A warehouse in the environment is that of another lake; a new demo has no settings of its own.
_WAREHOUSE = ("TILLHOUSE_WAREHOUSE_URL", "TILLHOUSE_WAREHOUSE_TO")


@click.command()
@click.option(
    "--lines", type=click.IntRange(100), default=20_000, show_default=True, help="Lines of the sample."
)
@click.option("--yes", is_flag=True, help="Replace an earlier demo of another size without asking.")
@with_session
def command(session: Session, lines: int, yes: bool) -> None:
    """See it work: a messy sample, taken in, with its books.

    The sample and its lake lie in ./tillhouse-demo, or in the --root given; a lake that is no demo is not touched.

    \b
    Example:
      tillhouse --root ./tried demo --lines 2000
      tillhouse --root ./tried statement
    """
    root = session.root or os.environ.get("TILLHOUSE_ROOT") or _ROOT
    here = Session(root, session.engine, session.out.is_json, session.check)
    place = Path(root)
    if here.settings.store:
        raise FixTheSetup(
            f"The demo stays on this disk, and the store set for {root} is {here.settings.store}.",
            "Show it without:  TILLHOUSE_STORE= tillhouse demo",
        )
    if here.settings.warehouse and any(os.environ.get(name) for name in _WAREHOUSE):
        raise FixTheSetup(
            "The demo is not copied, and the environment sets a warehouse.",
            f"Show it without:  {' '.join(f'{name}=' for name in _WAREHOUSE)} tillhouse demo",
        )
    _make_room(place, lines, yes)
    _show(here, place, lines)


def _show(session: Session, root: Path, lines: int) -> None:
    from tillhouse.answers.statement import statement
    from tillhouse.cli import open as opening
    from tillhouse.cli.statement import show
    from tillhouse.sample import write_sample

    folder = root / "demo" / "shop"
    if session.releases.numbers():
        session.out.text(f"The demo is in {root} already.", "")
        snapshot = session.snapshot()
        show(session, snapshot, statement(snapshot))
        return
    made = write_sample(folder, lines, _SEED, split="monthly")
    session.out.text(
        f"A sample of {number_of(made.rows, 'line')} in {number_of(len(made.files), 'file')}: {folder}"
    )
    session.out.text(f"What is true of it is in {made.truth}.", "")
    opening.work_on(
        session,
        opening.Asked(str(folder), "shop", {"duplicates": "redelivery"}, yes=True, plan=False, profile=False),
    )


def _make_room(root: Path, lines: int, yes: bool) -> None:
    """Refuse a lake that is no demo; remove a demo of another size if a person agrees."""
    truth = root / "demo" / "shop.truth.json"
    if truth.exists():
        before = json.loads(truth.read_text(encoding="utf-8"))["lines"]
        if before != lines:
            _agree(root, before, yes)
            shutil.rmtree(root)
    elif any(root.glob("*")):
        raise FixTheSetup(
            f"{root} holds something that is no demo; it was not touched.",
            f"Show the demo elsewhere:  tillhouse --root {_other(root)} demo",
        )


def _agree(root: Path, before: int, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        hint = "Replace it with --yes, or give the demo another place with --root."
        raise FixTheSetup(f"{root} holds a demo of {number_of(before, 'line')}.", hint)
    if not click.confirm(
        f"Replace the demo of {number_of(before, 'line')} in {root}?", default=True, err=True
    ):
        raise click.exceptions.Exit(0)


def _other(root: Path) -> str:
    return f"./{_ROOT}" if root.name != _ROOT else f"./{_ROOT}-2"
