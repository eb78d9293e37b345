"""Records as rows of `raw_sales`, and what the ledger makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import narwhals as nw

from tests.tables.rows import on_this, rows_of
from tillhouse import reading
from tillhouse.dialects import dialects
from tillhouse.frame import Frame, gathered
from tillhouse.pipeline.arrivals import Arrivals
from tillhouse.pipeline.overruling import overruled
from tillhouse.settings.feed import Feed
from tillhouse.tables.bronze.overruled_lines import overruled_lines
from tillhouse.tables.bronze.raw_sales import raw_sales
from tillhouse.tables.bronze.repairs import repairs
from tillhouse.tables.silver.ledger import LINES_PER_DELIVERY

#: A feed of unit prices, and one of line totals, read as the reference data is.
DECLARED = dialects(None)["online_retail"].feed
GIVEN = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "sold_at",
    "customer_id",
    "country",
    "currency",
)
FEED = Feed(
    "shop",
    "sales.csv",
    columns={**{name: name for name in GIVEN}, "unit_price": "Price"},
    time_zone="Europe/London",
    currency="GBP",
    **DECLARED,
)
TOTALS = replace(FEED, columns={**FEED.columns, "amount": "Total"})
TAKEN = datetime(2024, 6, 1)
SALE = {
    "delivery": 1,
    "line": 2,
    "part": 0,
    "invoice_no": "536365",
    "stock_code": "85123A",
    "description": "HEART",
    "quantity": "6",
    "sold_at": "2024-03-01 08:26:00",
    "unit_price": "2.55",
    "customer_id": "17850",
    "country": "France",
    "taken_at": TAKEN,
    "feed": "shop",
}


def line_id(delivery: int, line: int) -> int:
    """The id the ledger gives to a line of a delivery."""
    return delivery * LINES_PER_DELIVERY + line


def sale(**said: Any) -> dict[str, Any]:
    """A record like `SALE`, but for what is said."""
    return {**SALE, **said}


def raw(records: Iterable[Mapping[str, Any]], feed: Feed = FEED) -> Frame:
    """Records in the columns of `raw_sales`, their month as intake gives it."""
    types = {name: column.type for name, column in raw_sales.columns.items()}
    rows = list(records)
    frame = on_this({name: [row.get(name) for row in rows] for name in types}, types).drop("month")
    return (
        reading.with_moment(frame, feed)
        .with_columns(month=reading.month(nw.col("moment"), feed))
        .drop("moment")
    )


def booked(
    records: Iterable[Mapping[str, Any]], feed: Feed = FEED, decided: Sequence[int] = ()
) -> list[dict[str, Any]]:
    """The ledger lines of records in the order given; ``decided`` are line ids that have left quarantine."""
    rows = list(records)
    types = {name: column.type for name, column in repairs.columns.items()}
    said = {"line_id": list(decided), "action": ["discarded"] * len(decided)}
    gone = on_this({n: said.get(n, [None] * len(decided)) for n in types}, types)
    received = raw(rows, feed)
    lines = rows_of(
        "ledger",
        raw_sales=received,
        repairs=gone,
        overruled_lines=_overruled(received, gone, rows, feed),
        feed=feed,
    )
    found = {(row["delivery"], row["line"]): row for row in lines.iter_rows(named=True)}
    assert len(found) == len(rows)
    return [found[row["delivery"], row["line"]] for row in rows]


def _overruled(received: Frame, gone: Frame, rows: Sequence[Mapping[str, Any]], feed: Feed) -> Frame:
    """The lines that the feed's policy overrules, deliveries having arrived in the order of their numbers."""
    numbers = sorted({row["delivery"] for row in rows if not row.get("counts_with")})
    order = Arrivals({n: n for n in numbers}, {n: f"{n}.csv" for n in numbers})
    made = gathered(gone).to_native()
    types = {name: column.type for name, column in overruled_lines.columns.items()}
    found = {
        line_id: (line_id, month, "duplicate" if why == "key" else "superseded", why, by)
        for line_id, month, why, by in overruled(received, feed, order, made)
    }
    columns = zip(*found.values(), strict=True) if found else [()] * len(types)
    return on_this(dict(zip(types, map(list, columns), strict=True)), types)


def fates(records: Iterable[Mapping[str, Any]], feed: Feed = FEED, decided: Sequence[int] = ()) -> list[str]:
    """The fate of each record, in the order given."""
    return [row["fate"] for row in booked(records, feed, decided)]
