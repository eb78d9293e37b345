"""Closing the books: the statement against the records counted on the delivered bytes; what differs is refused."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from tillhouse.books import Line, statement_of, statements_by
from tillhouse.errors import BooksDoNotClose
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.counts import number_of


def closed(staging: Staging) -> None:
    """Raise `BooksDoNotClose` unless every delivery's records and money are explained."""
    for fault in _faults(staging):
        raise BooksDoNotClose(
            fault, "Nothing was published. This is an error in Tillhouse, not in your data: please report it."
        )


def _faults(staging: Staging) -> Iterator[str]:
    catalog = staging.catalog
    frame = staging.frame(catalog["statement"], stored=True)
    changed = staging.changed.get("statement", set())
    for (month,), books in statements_by(frame, "month").items():
        gap = books.unexplained
        loaded = books.fates["loaded"] - sum(books.events.values(), Line())
        if month in changed and (gap != Line() or loaded != Line()):
            yield f"The books of {month} do not close: {number_of(gap.rows, 'row')} and {gap.amount:,} are unexplained."
    received = statements_by(frame.filter(nw.col("aspect") == "received"), "delivery")
    delivered = staging.rows(catalog["deliveries"]).select("delivery", "name", "records")
    for delivery, name, records in delivered.iter_rows():
        rows = received.get((delivery,), statement_of(())).received.records
        if rows != records:
            yield f"{name} delivered {number_of(records, 'record')}, but {number_of(rows, 'is', 'are')} in the books."
