"""The calendar between the first and the last sale, filled: a day without a sale is told from one without data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

#: That many days on end without a sale are a holiday at most; a longer hole may as well be files that never came.
LONGEST_CLOSURE = 14
TRADING, CLOSED, UNKNOWN = "trading", "closed", "unknown"


def trading_days(traded: Iterable[date]) -> pl.DataFrame:
    """One row per day from the first to the last day in ``traded``: columns ``date`` and ``status``.

    ``trading``: somebody bought or brought back something in the shop, if only in another currency or country.
    ``closed``: nobody did, for 14 days on end at most.
    ``unknown``: nobody did, for longer; the data do not say whether the shop was closed or files are missing.
    No days give no rows.
    """
    days = sorted(set(traded))
    rows: list[tuple[date, str]] = []
    for day, following in zip(days, [*days[1:], *days[-1:]], strict=True):
        rows.append((day, TRADING))
        hole = max((following - day).days - 1, 0)
        status = CLOSED if hole <= LONGEST_CLOSURE else UNKNOWN
        rows += [(day + timedelta(days=n), status) for n in range(1, hole + 1)]
    return pl.DataFrame(rows, schema={"date": pl.Date, "status": pl.String}, orient="row")
