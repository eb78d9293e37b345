"""``tillhouse rates``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import count, warn
from tillhouse.cli._progress import progress
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import BadSetting

if TYPE_CHECKING:
    from tillhouse.runs.rating import Taken


@click.group()
def command() -> None:
    """Take in exchange rates, so that sales are reported in one currency.

    Sales are converted by the rate of their own day, never by a later one. Rates are kept in the lake: what a past
    release said, it says with the rates of then. Nothing is asked of the network but by `rates fetch`.

    \b
    Example:
      tillhouse rates load rates.csv
      tillhouse analyse converted_sales
    """


@command.command()
@click.argument("path", metavar="[FILE]", required=False)
@click.option(
    "--base", metavar="CODE", help="Of which currency one unit is meant; else as set under [rates]."
)
@with_session
def load(session: Session, /, path: str | None, base: str | None) -> None:
    """Take in a CSV file of exchange rates; without FILE, the one set as `from` under [rates].

    Its columns are date, currency and rate, and base where it differs from row to row; or, as the European Central
    Bank publishes them, Date and a column for each currency. A rate says what one unit of the base was worth. A rate
    that differs from what is in force is a correction: it holds from now on, and the old one stays in the lake.

    \b
    Example:
      tillhouse rates load rates.csv
      tillhouse rates load rates.csv --base GBP --json
    """
    from tillhouse.runs.rating import load as loaded

    chosen = path or session.settings.rates.from_
    if not chosen or "://" in chosen:
        raise BadSetting("It is not said which file.", "Name it:  tillhouse rates load FILE")
    with progress() as tell:
        done = loaded(session.settings, Path(chosen), base, tell)
    show_taken(session, done)


def show_taken(session: Session, done: Taken) -> None:
    """Say what was taken in, with one rate in words, so that a file the wrong way round is seen."""
    if done.release is None:
        nothing_new(session, f"Nothing new: {count(done.known)} rates are in force already.")
        return
    days = sorted(rate.day for rate in done.new)
    last = max(done.new, key=lambda rate: (rate.day, rate.currency))
    session.out.json(
        {
            "release": done.release.number,
            "new": len(done.new),
            "known": done.known,
            "first": days[0].isoformat(),
            "last": days[-1].isoformat(),
        }
    )
    session.out.text(
        f"Release {done.release.number}: {count(len(done.new))} rates from {days[0]} to {days[-1]};"
        f" {count(done.known)} were in force already.",
        f"On {last.day} 1 {last.base} was worth {last.rate} {last.currency}.",
    )
    session.out.next("analyse converted_sales", "rates show")
    if session.settings.analyse:
        from tillhouse.cli._taking import analysed

        analysed(session.settings)


@command.command("show")
@click.option("--currency", metavar="CODE", help="Of this currency only.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The last so many.")
@click.option("--release", "number", type=int, help="As of this release.")
@with_session
def show(session: Session, /, currency: str | None, limit: int, number: int | None) -> None:
    """Show the rates in force, the last ones first.

    \b
    Example:
      tillhouse rates show
      tillhouse rates show --currency USD --json
    """
    from tillhouse.runs.rating import in_force

    reader = session.reader(number)
    held = [one for one in reversed(in_force(reader)) if currency in (None, one.rate.currency)]
    rows = [
        (
            one.rate.day.isoformat(),
            one.rate.base,
            one.rate.currency,
            one.rate.rate,
            one.source,
            one.fetched_at,
        )
        for one in held[:limit]
    ]
    names = ("date", "base", "currency", "rate", "source", "fetched_at")
    session.out.json(
        {"release": reader.release.number, "rates": [dict(zip(names, row, strict=True)) for row in rows]}
    )
    if rows:
        session.out.table(names, rows, "lllrll")
    session.out.text("", f"{count(len(rows))} of {count(len(held))} rates, release {reader.release.number}")
    if not held:
        warn("No rates have been taken in:  tillhouse rates load FILE")
