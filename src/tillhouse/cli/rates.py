"""``tillhouse rates``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.cli._output import count, some, warn
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import BadSetting, SourceUnavailable
from tillhouse.retail.counts import number_of

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
    "--base", metavar="CODE", help="The currency whose one unit is meant; else as set under [rates]."
)
@with_session
def load(session: Session, /, path: str | None, base: str | None) -> None:
    """Take in a CSV file of exchange rates; without FILE, the one set as `from` under [rates].

    Its columns are date, currency and rate, and base where it differs from row to row. Or they are Date and a column
    for each currency, as the European Central Bank publishes them. A rate says what one unit of the base was worth. A
    rate that differs from what is in force is a correction: it holds from now on, and the old one stays in the lake.

    \b
    Example:
      tillhouse rates load rates.csv
      tillhouse rates load rates.csv --base GBP --json
    """
    from tillhouse.runs.rating import load as loaded

    chosen = path or session.settings.rates.from_
    if not chosen or "://" in chosen:
        raise BadSetting("It is not said which file.", "Name it:  tillhouse rates load FILE")
    with session.progress() as tell:
        done = loaded(session.settings, Path(chosen), base, tell)
    session.out.document(done)
    _show_taken(session, done)


def _show_taken(session: Session, done: Taken) -> None:
    """Say what was taken in, with one rate in words, so that rates the wrong way round are seen."""

    if done.release is None:
        session.out.text(f"Nothing new: {number_of(done.known, 'rate is', 'rates are')} in force already.")
        session.out.next("rates show")
        return
    days = sorted(rate.day for rate in done.new)
    last = max(done.new, key=lambda rate: (rate.day, rate.currency))
    session.out.text(
        f"Release {done.release.number}: {number_of(len(done.new), 'rate')} from {days[0]} to {days[-1]};"
        f" {number_of(done.known, 'was', 'were')} in force already.",
        f"On {last.day} 1 {last.base} was worth {last.rate} {last.currency}.",
    )
    session.out.next("analyse converted_sales", "rates show")


@command.command("show")
@click.option("--currency", metavar="CODE", help="Of this currency only, in any case of letters.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many of the last.")
@click.option("--release", "number", type=int, help="As of this release.")
@with_session
def show(session: Session, /, currency: str | None, limit: int, number: int | None) -> None:
    """Show the rates in force, the last ones first.

    \b
    Example:
      tillhouse rates show
      tillhouse rates show --currency USD --json
    """
    from tillhouse.runs.rating import HELD, last_rates

    found = last_rates(session.snapshot(number), currency, limit)
    session.out.document(found)
    rows = [one.row for one in found.rates]
    if rows:
        session.out.table(HELD, rows, "lllrll")
    session.out.text("", f"{count(len(rows))} of {count(found.of)} rates, release {found.release}")
    if not found.known:
        warn("No rates have been taken in:  tillhouse rates load FILE")
    elif not found.of:
        warn(f"There are no rates of {(currency or '').strip().upper()}, but of {', '.join(found.known)}.")


@command.command()
@click.option("--from", "first", metavar="DATE", help="From this day on.")
@click.option("--to", "last", metavar="DATE", help="To this day; without it, the same day.")
@click.option(
    "--refresh", is_flag=True, help="Ask also for what was answered before, in case it was corrected."
)
@with_session
def fetch(session: Session, /, first: str | None, last: str | None, refresh: bool) -> int:
    """Ask the source set as `from` under [rates] for exchange rates; the only command that does.

    Without dates: for each trading day with sales in another currency than that of the reports, and no rate of that
    very day. A day that the source does not answer for is named and left as it is. The others are taken in, and the
    command ends with 5.

    \b
    Example:
      tillhouse rates fetch
    """
    from tillhouse.runs.rating import fetch as fetched

    days = _days(first, last)
    with session.progress() as tell:
        done = fetched(session.settings, days, tell, refresh=refresh)
    session.out.document(done)
    if not done.asked:
        session.out.text("Nothing to fetch: every sale is in the currency of the reports, or has its rate.")
        return 0
    _show_taken(session, done.taken)
    if done.nothing:
        warn(f"The source has no rates for {some([*map(str, done.nothing)])}.")
    if done.failed:
        warn(f"Not fetched: {some([*map(str, done.failed)])}.", *sorted(set(done.failed.values())))
    return SourceUnavailable.exit_code if done.failed else 0


def _days(first: str | None, last: str | None) -> list[date] | None:
    """All days of a span. Raises `BadSetting` for one that ends before it begins, or after today."""
    if first is None:
        if last is not None:
            raise BadSetting("--to alone is no span.", "Give --from too.")
        return None
    begins, ends = _day(first), _day(last or first)
    if not begins <= ends <= datetime.now(UTC).date():
        raise BadSetting(f"{begins} to {ends} is no span of days that have been.", "Give --from before --to.")
    return [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadSetting(f"{text} is no date.", "Write it as 2011-12-09.") from error
