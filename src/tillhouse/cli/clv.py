"""``tillhouse clv``."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from tillhouse.cli._output import warn
from tillhouse.cli._session import Session, with_session
from tillhouse.settings import feed as feeds


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--customer", metavar="COL", help="The column of the customer, by name or by number from 1.")
@click.option("--date", metavar="COL", help="The column of the day, or of the moment.")
@click.option("--amount", metavar="COL", help="The column of the money of each line; refunds are negative.")
@click.option(
    "--calibration-end", "end", metavar="DATE", required=True, help="The last day that models are fitted on."
)
@click.option(
    "--unit", type=click.Choice(["day", "week"]), default="week", show_default=True, help="Of time."
)
@click.option(
    "--date-order", type=click.Choice(get_args(feeds.DateOrder)), help="Which part of a date comes first."
)
@click.option("--decimal", type=click.Choice([".", ","]), help="The decimal mark of amounts.")
@click.option("--paid-only", is_flag=True, help="Days on which everything was free are no purchases.")
@with_session
def command(
    session: Session,
    /,
    file: Path,
    customer: str | None,
    date: str | None,
    amount: str | None,
    end: str,
    unit: str,
    date_order: str | None,
    decimal: str | None,
    paid_only: bool,
) -> None:
    """Fit the models of customer lifetime value on a list of transactions, and see how well they predict.

    FILE has a line per transaction. It is CSV, Excel, Parquet, Avro or JSON, plain or packed. Columns may be parted
    by white space, as in CDNOW_sample.txt and CDNOW_master.txt, whose columns are known. How often customers buy is
    fitted by BG/NBD, what they spend by gamma-gamma. What follows after the calibration is predicted and compared.

    A purchase is a distinct day of a customer on which money was spent; a day on which everything was free counts
    too, unless --paid-only. T is the time from a customer's first purchase to the end of calibration, recency to the
    last purchase. The monetary value is the mean over the purchases after the first. A time with an offset (Z,
    +01:00) counts on the day that is written.

    No row that may spoil the answer is left out, but a warning says it. It may be an amount that is the price of one,
    or negative quantities with an amount that is not. It may be days after today, or days apart from all others by
    more than a year.

    \b
    Example:
      tillhouse clv transactions.csv --customer who --date day --amount paid --calibration-end 2011-12-20
      tillhouse clv CDNOW_sample.txt --calibration-end 1997-09-30 --unit day --json
    """
    from tillhouse.cli._lifetimes import print_answer
    from tillhouse.lists.lifetimes import answered, parsed_day
    from tillhouse.lists.transactions import Asked, transactions

    until = parsed_day(end)
    given = transactions(file, Asked(customer, date, amount, date_order, decimal))
    found = answered(given, until, unit, paid_only)
    warn(*found.doubts)
    session.out.document(found)
    if not session.out.is_json:
        print_answer(session.out, found)
