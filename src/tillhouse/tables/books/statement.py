"""The statement: the books of every delivery, from what was delivered to what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import narwhals as nw

from tillhouse import received
from tillhouse.checks.balances import balances
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.settings.feed import Feed
from tillhouse.table import Column, table

_COLUMNS = {
    "month": Column("text", "Month of the trading day, or `unknown`."),
    "feed": Column("text", "The feed."),
    "delivery": Column("integer", "The delivery."),
    "currency": Column("text", "ISO 4217 of their money, or its code for no currency where none is named."),
    "aspect": Column("text", "`received`, `fate`, `event` or `line_type`; the last two of loaded lines."),
    "item": Column("text", "Which fate, event or line type; `all` for received."),
    "rows": Column("integer", "Lines."),
    "records": Column("integer", "Records; where each gives one line, as many as there are lines."),
    "amount": Column("total", "Their money, as far as it can be read."),
    "unknown": Column("integer", "Lines whose money cannot be read; they are in no amount."),
    "accounted_rows": Column(
        "integer", "Received: the sum over fates. Loaded: the sum over events. Else the rows."
    ),
    "accounted_records": Column("integer", "The same, as records."),
    "accounted_amount": Column("total", "The same, in money."),
    "accounted_unknown": Column("integer", "The same, as records of unknown money."),
}
_MILLION = 10**6
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
#: (month, delivery, currency, aspect, item) to rows, records, millionths, unknown.
Books = dict[tuple[str, int, str, str, str], list[int]]


@table(
    key=("month", "feed", "delivery", "currency", "aspect", "item"),
    by="month",
    money="amount",
    owner="finance",
    computed_from={
        "*": (
            "raw_sales.month raw_sales.delivery ledger.month ledger.delivery ledger.fate "
            "ledger.event ledger.line_type raw_sales.currency ledger.currency"
        ),
        "currency": "raw_sales.currency ledger.currency",
        "month": "raw_sales.month ledger.month",
        "delivery": "raw_sales.delivery ledger.delivery",
        "item": "ledger.fate ledger.event ledger.line_type",
        "records": "raw_sales.part ledger.part",
        "accounted_records": "ledger.part",
        "amount unknown": (
            "raw_sales.quantity raw_sales.unit_price raw_sales.amount raw_sales.gross_amount raw_sales.discount "
            "raw_sales.amount_with_tax "
            "raw_sales.tax raw_sales.role raw_sales.part raw_sales.status raw_sales.kind raw_sales.order_total "
            "ledger.amount"
        ),
        "accounted_amount accounted_unknown": "ledger.amount",
    },
    columns=_COLUMNS,
    checks=[
        unique("month", "feed", "delivery", "currency", "aspect", "item", on_fail="stop"),
        balances("rows", minus=("accounted_rows",), on_fail="stop"),
        balances("records", minus=("accounted_records",), on_fail="stop"),
        balances("amount", minus=("accounted_amount",), on_fail="stop"),
        balances("unknown", minus=("accounted_unknown",), on_fail="stop"),
    ],
)
def statement(raw_sales: Frame, ledger: Frame, feed: Feed) -> Frame:
    """One row per delivery, month, currency and item of the books.

    What was received is read here a second time, from the text as stored, with Python integers. Nothing of the
    ledger's own reading, typing or arithmetic is used, so that an error there shows as a difference.
    """
    books: Books = defaultdict(lambda: [0, 0, 0, 0])
    for month, delivery, currency, rows, records, millionths in _received(raw_sales, feed):
        _add(books, (month, delivery, currency, "received", "all"), rows, records, millionths)
    for key, counts in _booked(ledger):
        entry = books[key]
        for place, count in enumerate(counts):
            entry[place] += count
    return rows_like(
        raw_sales, _columns(books, feed.name), {n: column.type for n, column in _COLUMNS.items()}
    )


def _received(raw: Frame, feed: Feed) -> Iterator[tuple[str, int, str, int, int, int | None]]:
    """Month, delivery, currency, lines, records and the money of one line, of lines of the same text."""
    names = ("currency", *received.columns_of(feed))
    text = [nw.col(name).cast(nw.String).fill_null("") for name in names]
    key = ("month", "delivery", *names)
    own = nw.when(nw.col("part") == 0).then(_ONE).otherwise(_ZERO)
    lines = raw.select("month", "delivery", *text, is_own=own)
    groups = gathered(
        lines.group_by(*key).agg(nw.len().alias("rows"), nw.col("is_own").sum().alias("records"))
    )
    read = received.reader(feed)

    @cache
    def money(*values: str) -> int | None:
        return received.money(dict(zip(names, values, strict=True)), feed, read)

    @cache
    def currency(text: str) -> str:
        return received.currency(text, feed)

    for month, delivery, *values, rows, records in groups.select(*key, "rows", "records").iter_rows():
        yield month, delivery, currency(values[0]), int(rows), int(records), money(*values)


def _add(
    books: Books, key: tuple[str, int, str, str, str], rows: int, records: int, millionths: int | None
) -> None:
    entry = books[key]
    entry[0] += rows
    entry[1] += records
    if millionths is None:
        entry[3] += rows
    else:
        entry[2] += rows * millionths


def _booked(ledger: Frame) -> Iterator[tuple[tuple[str, int, str, str, str], tuple[int, int, int, int]]]:
    """By what a line is: lines, records, millionths, and lines of unknown money; in one pass over the ledger."""
    key = ("month", "delivery", "currency", "fate", "event", "line_type")
    words = [nw.col(name).fill_null("") for name in ("event", "line_type")]
    unknown = nw.when(nw.col("amount").is_null()).then(_ONE).otherwise(_ZERO)
    own = nw.when(nw.col("part") == 0).then(_ONE).otherwise(_ZERO)
    sums = (
        ledger.select(*key[:4], *words, "amount", unknown=unknown, one=_ONE, own=own)
        .group_by(*key)
        .agg(nw.col("one", "own").sum(), nw.col("amount").sum(), nw.col("unknown").sum())
    )
    for row in gathered(sums.select(*key, "one", "own", "amount", "unknown")).iter_rows():
        month, delivery, currency, fate, event, line_type, rows, records, amount, lacking = row
        counts = int(rows), int(records), int((amount or Decimal(0)) * _MILLION), int(lacking)
        yield (month, delivery, currency, "fate", fate), counts
        if fate == "loaded":
            yield (month, delivery, currency, "event", event), counts
            yield (month, delivery, currency, "line_type", line_type), counts


def _columns(books: Books, feed: str) -> dict[str, list[object]]:
    """The books as columns, with what each entry should add up to."""
    sums: Books = defaultdict(lambda: [0, 0, 0, 0])
    for (month, delivery, currency, aspect, _), entry in books.items():
        for place, value in enumerate(entry):
            sums[month, delivery, currency, aspect, ""][place] += value
    columns: dict[str, list[object]] = {name: [] for name in _COLUMNS}
    for (month, delivery, currency, aspect, item), entry in sorted(books.items()):
        accounted = entry
        if aspect == "received":
            accounted = sums[month, delivery, currency, "fate", ""]
        elif (aspect, item) == ("fate", "loaded"):
            accounted = sums[month, delivery, currency, "event", ""]
        row = (month, feed, delivery, currency, aspect, item, *_money(entry), *_money(accounted))
        for name, cell in zip(_COLUMNS, row, strict=True):
            columns[name].append(cell)
    return columns


def _money(entry: list[int]) -> tuple[int, int, Decimal, int]:
    return entry[0], entry[1], Decimal(entry[2]).scaleb(-6), entry[3]
