"""Exchange rates: as they were received."""

from __future__ import annotations

from tillhouse.checks.matches import matches
from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail.exchange import DECIMAL
from tillhouse.table import Column, table

_KEY = ("rate_date", "base", "currency", "source", "fetched_at")


@table(
    key=_KEY,
    owner="finance",
    written_by="intake",
    columns={
        "rate_date": Column("date", "The day of the rate."),
        "base": Column("text", "ISO 4217 code of the currency whose one unit is meant."),
        "currency": Column("text", "ISO 4217 code of the currency in which it is worth the rate."),
        "rate": Column("text", "What one unit of the base was worth, a decimal as received."),
        "source": Column("text", "The file, or the host that answered."),
        "fetched_at": Column("datetime", "When it was received, UTC.", provenance=True),
    },
    checks=[unique(*_KEY), not_null("source"), matches("rate", DECIMAL)],
)
def exchange_rates() -> Frame:
    """One row per exchange rate received.

    Rows are never changed: a correction is a row that came later, and holds from then on. A past release keeps the
    rates that it was published with.
    """
    raise AssertionError("written by intake")
