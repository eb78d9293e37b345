"""The ledger lines that a sum or a count is made of: all lines of a sum, one line for each thing that is counted."""

from __future__ import annotations

import narwhals as nw

from tillhouse.answers.metrics.lines import Cut, first_purchases, lines_of
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import evaluation
from tillhouse.metrics.formulas import Count, Part
from tillhouse.retail import events

c = nw.col
_ONE = nw.lit(1, nw.Int64)


def leaves_of(snapshot: Snapshot, asked: Cut, part: Part) -> Frame:
    """Ledger lines that a part comes to when their ``weight`` is added up.

    The weight of a line is what a sum adds, its sign included, and null where it cannot be read; a count has one
    leaf of weight 1 for each order or customer: the first line by which it is counted.
    """
    lines = lines_of(snapshot, "ledger", asked).filter(part.lines.holds())
    if not isinstance(part, Count):
        return lines.with_columns(weight=c(part.of) if part.sign > 0 else -c(part.of))
    if part.of == "orders":
        return _first(lines.with_columns(counted=events.order()), "counted")
    firsts = first_purchases(snapshot, asked, part.lines)
    chosen = evaluation.buyers(lines, asked.names, firsts, []).filter(c(part.which) == 1)
    customer = ["customer_id", "currency"]
    return _first(lines.join(chosen.select(*customer).unique(), on=customer, how="semi"), *customer)


def _first(lines: Frame, *key: str) -> Frame:
    """The earliest line of each value of the key, ties by position."""
    marked = lines.with_columns(weight=_ONE)
    place = c("weight").cum_sum().over(*key, order_by=["sold_at", "line_id", "part"])
    return marked.with_columns(place=place).filter(c("place") == 1)
