"""Closing the books: a statement that does not explain every record and penny stops the release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tillhouse.catalog import catalog
from tillhouse.column_types import dtypes
from tillhouse.engines import engine
from tillhouse.errors import BooksDoNotClose
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.pipeline.closing import closed
from tillhouse.pipeline.intake import append_rows
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.calendar import Calendar
from tillhouse.table import Table

#: Aspect and item, records, their money, records of unknown money.
Entry = tuple[str, str, int, str, int]
RIGHT: tuple[Entry, ...] = (
    ("received", "all", 3, "7.50", 1),
    ("fate", "loaded", 2, "7.50", 0),
    ("fate", "quarantined", 1, "0", 1),
    ("event", "sale", 2, "7.50", 0),
)


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    made = Staging(Lake(tmp_path), catalog(), None, engine("polars"), {"calendar": Calendar()})
    yield made
    made.close()


def booked(staging: Staging, *entries: Entry, records: int = 3) -> None:
    """Write the books of one delivery of that many records."""
    table = catalog()["statement"]
    rows = [
        {
            "month": "2011-01",
            "feed": "shop",
            "delivery": 1,
            **dict(zip(("aspect", "item"), entry[:2], strict=True)),
            **dict(zip(("rows", "accounted_rows"), entry[2:3] * 2, strict=True)),
            **dict.fromkeys(("records", "accounted_records"), entry[2]),
            **dict(zip(("amount", "accounted_amount"), [Decimal(entry[3])] * 2, strict=True)),
            **dict(zip(("unknown", "accounted_unknown"), entry[4:] * 2, strict=True)),
        }
        for entry in entries
    ]
    staging.replace(table, pl.DataFrame(rows, schema=dtypes(table.types)), ["2011-01"])
    delivery = {
        "delivery": 1,
        "feed": "shop",
        "name": "sales.csv",
        "records": records,
        "taken_at": datetime(2024, 1, 1),
    }
    known = catalog()["deliveries"].types
    append_rows(staging, "deliveries", [dict.fromkeys(known) | delivery])


def test_books_that_explain_everything_close(staging: Staging) -> None:
    booked(staging, *RIGHT)
    closed(staging)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({2: ("fate", "duplicate", 0, "0", 0)}, "The books of 2011-01 do not close: 1 row and 0"),
        (
            {1: ("fate", "loaded", 2, "7.49", 0), 3: ("event", "sale", 2, "7.49", 0)},
            "do not close: 0 rows and 0.01",
        ),
        ({2: ("fate", "quarantined", 1, "0", 0)}, "The books of 2011-01 do not close"),
        ({3: ("event", "sale", 1, "7.50", 0)}, "The books of 2011-01 do not close"),
        ({3: ("event", "sale", 2, "7.40", 0)}, "The books of 2011-01 do not close"),
    ],
    ids=[
        "a record without a fate",
        "money without a fate",
        "unknown money without a fate",
        "an event",
        "its money",
    ],
)
def test_what_is_unexplained_stops_the_release(wrong: dict[int, Entry], fault: str, staging: Staging) -> None:
    booked(staging, *(wrong.get(place, entry) for place, entry in enumerate(RIGHT)))
    with pytest.raises(BooksDoNotClose, match=fault):
        closed(staging)


@pytest.mark.parametrize("records", [2, 4])
def test_a_delivery_of_other_records_than_are_booked_stops_the_release(
    records: int, staging: Staging
) -> None:
    booked(staging, *RIGHT, records=records)
    with pytest.raises(
        BooksDoNotClose, match=f"sales.csv delivered {records} records, but 3 are in the books"
    ):
        closed(staging)


def test_the_books_are_those_on_the_disk(staging: Staging, monkeypatch: pytest.MonkeyPatch) -> None:
    write = staging.lake.write

    def losing(table: Table, month: str, rows: pl.DataFrame) -> StoredFile:
        kept = rows.filter(pl.col("item") != "quarantined") if table.name == "statement" else rows
        return write(table, month, kept)

    with monkeypatch.context() as patch:
        patch.setattr(staging.lake, "write", losing)
        booked(staging, *RIGHT)
    with pytest.raises(BooksDoNotClose, match="2011-01 do not close: 1 row"):
        closed(staging)


def test_a_delivery_that_is_in_no_books_stops_the_release(staging: Staging) -> None:
    booked(staging)
    with pytest.raises(BooksDoNotClose, match="delivered 3 records, but 0"):
        closed(staging)
