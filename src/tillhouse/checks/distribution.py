"""A month looks like the months before it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Literal

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode

Measure = Literal["share", "total"]


def distribution(
    column: str,
    measure: Measure = "share",
    within: int = 10,
    previous: int = 3,
    by: str = "month",
    on_fail: OnFail = "warn",
    advice: str = "",
) -> Check:
    """Each month of the table is compared with the ``previous`` months of the same table before it.

    ``share``: each value of ``column`` has a share of the month's rows. It may differ from its share of the rows of
    the previous months by at most ``within`` percentage points. A value that is gone has share 0.
    ``total``: the sum of ``column`` may differ from the mean of the previous months' sums by at most
    ``within`` percent of that mean's size.

    Months are the values of ``by`` that occur, in order; ``unknown`` is left out. A month with fewer than
    ``previous`` months before it is not judged. All is computed in integers and decimals, exact up to 90
    million rows in a span. Raises `FixTheCode` for another measure, or ``previous`` not 1 to 12.
    """
    if measure not in ("share", "total") or not 1 <= previous <= 12 or within < 0:
        raise FixTheCode(
            f"distribution({column}) has measure={measure}, within={within}, previous={previous}.",
            "measure is share or total; within is 0 or more; previous is 1 to 12.",
        )
    judge = _shares if measure == "share" else _totals

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        dated = frame.filter(nw.col(by) != "unknown")
        return judge(dated, column, by, within, previous)

    return Check(
        name=call("distribution", column, measure=measure, within=within, previous=previous),
        kind="distribution",
        dimension="accuracy",
        on_fail=on_fail,
        violations=violations,
        advice=advice or f"Compare the months named: has the source changed what it writes in {column}?",
        scope="table",
    )


def _shares(frame: Rows, column: str, by: str, within: int, previous: int) -> Rows:
    counts = frame.filter(~nw.col(column).is_null()).group_by(by, column).agg(nw.len().alias("rows"))
    counts = counts.with_columns(nw.col("rows").cast(nw.Int64))
    months = counts.group_by(by).agg(nw.col("rows").sum().alias("month_rows"))
    months = _past(months, "month_rows", by, previous)
    every = months.join(counts.select(column).unique(), how="cross").join(counts, on=[by, column], how="left")
    judged = _past(every.with_columns(nw.col("rows").fill_null(0)), "rows", by, previous, column)
    rows, month_rows = nw.col("rows"), nw.col("month_rows")
    past_rows, past_month_rows = nw.col("past_rows"), nw.col("past_month_rows")
    apart = (rows * past_month_rows - past_rows * month_rows).abs()
    found = judged.filter(apart * 100 > month_rows * past_month_rows * within)
    return found.select(by, column, "rows", "month_rows", "past_rows", "past_month_rows")


def _totals(frame: Rows, column: str, by: str, within: int, previous: int) -> Rows:
    months = frame.group_by(by).agg(nw.col(column).sum().alias("total"))
    # 26 digits, and decimals as factors, keep every product within the 38 digits that engines have.
    exact = months.with_columns(nw.col("total").fill_null(0).cast(nw.Decimal(26, 6)))
    judged = _past(exact, "total", by, previous).with_columns(nw.col("past_total").cast(nw.Decimal(26, 6)))
    apart = (nw.col("total") * Decimal(previous) - nw.col("past_total")).abs()
    found = judged.filter(apart * Decimal(100) > nw.col("past_total").abs() * Decimal(within))
    return found.select(by, "total", "past_total")


def _past(frame: Rows, column: str, by: str, previous: int, *group: str) -> Rows:
    """Add ``past_{column}``: its sum over the ``previous`` months before; null where there are fewer."""
    months = frame.with_columns(nw.lit(1).alias("__all"))
    before = [
        nw.col(column).shift(back).over(*(group or ("__all",)), order_by=[by])
        for back in range(1, previous + 1)
    ]
    return months.with_columns(reduce(add, before).alias(f"past_{column}")).drop("__all")
