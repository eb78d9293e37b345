"""One small table by month, and rows of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from tillhouse.engines.polars import DTYPES
from tillhouse.frame import Frame
from tillhouse.table import Column, table

COLUMNS = {
    "month": Column("text", "The month."),
    "n": Column("integer", "A number."),
    "amount": Column("money", "Money."),
    "at": Column("datetime", "A moment."),
}


@table(key=("n",), by="month", columns=COLUMNS, money="amount", owner="tests")
def things() -> Frame:
    """One row per thing."""
    raise AssertionError


def rows(month: str, *numbers: int) -> pl.DataFrame:
    """A row of a month for each number."""
    values = {
        "month": [month] * len(numbers),
        "n": list(numbers),
        "amount": [Decimal("0.001")] * len(numbers),
        "at": [datetime(2011, 1, 10, 8, 26)] * len(numbers),
    }
    return pl.DataFrame(values, schema={name: DTYPES[c.type] for name, c in COLUMNS.items()})


def another(folder: Path) -> Path:
    """A file with other code than this one, as if the table were declared there now."""
    path = folder / "another.py"
    path.write_text("_EDITED = 1\n")
    return path
