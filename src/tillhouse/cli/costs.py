"""``tillhouse costs``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import count, some, warn
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of


@click.group()
def command() -> None:
    """Take in what products cost, so that they are ranked by margin.

    A sale bears the cost of its own day, never a later one. Costs are kept in the lake: what a past release said, it
    says with the costs of then.

    \b
    Example:
      tillhouse costs load costs.csv
      tillhouse analyse product_abc
    """


@command.command()
@click.argument("path", metavar="FILE")
@with_session
def load(session: Session, /, path: str) -> None:
    """Take in a CSV file of costs.

    Its columns are stock_code, cost (of one unit), currency and, where a cost changes, valid_from, the first day on
    which it holds. Without a day it always did. A cost that differs from what is in force is a correction: it holds
    from now on, and the old one stays in the lake. Stock codes under which no product was sold are counted on
    standard error; their costs are kept.

    \b
    Example:
      tillhouse costs load costs.csv
      tillhouse costs load costs.csv --json
    """
    from tillhouse.runs.costing import load as loaded

    with session.progress() as tell:
        done = loaded(session.settings, Path(path), tell)
    if done.unsold:
        warn(_unsold(done.unsold))
    if done.release is None:
        nothing_new(
            session, f"Nothing new: {number_of(done.known, 'cost is', 'costs are')} in force already."
        )
        return
    session.out.document(done)
    session.out.text(
        f"Release {done.release.number}: {number_of(len(done.new), 'cost')} of {number_of(done.products, 'product')};"
        f" {number_of(done.known, 'was', 'were')} in force already."
    )
    session.out.next("analyse product_abc", "show product_margins")


def _unsold(codes: Sequence[str]) -> str:
    return f"No product was sold under {count(len(codes))} of the stock codes: {some(codes)}. Their costs are kept."
