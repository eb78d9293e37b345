"""Sales in the currency in which a shop reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.retail.currencies import NONE
from tillhouse.retail.exchange import Book, Rate
from tillhouse.settings.rates import Rates
from tillhouse.table import Column, table

c = nw.col
_COLUMNS = {
    "business_date": Column("date", "Trading day."),
    "currency": Column("text", "Of the sales, ISO 4217."),
    "net_sales": Column("total", "Total of all loaded lines of the day, in the currency of the sales."),
    "reporting_currency": Column(
        "text", "The currency of `converted`; null where none is set and none is the only one."
    ),
    "rate": Column(
        "number",
        "What one unit of the currency was worth in the reporting currency; conversions take all its digits.",
    ),
    "rate_date": Column("date", "The day of the rate: the last one at or before the trading day."),
    "rate_source": Column("text", "The file or the host it came from; null where none was needed."),
    "max_age": Column("integer", "Days by which a rate may be older than the trading day."),
    "converted": Column("total", "Net sales in the reporting currency; null where there is no rate."),
    "verdict": Column("text", "`converted`, `no rate`, `no reporting currency` or `no currency named`."),
}


@table(
    key=("business_date", "currency"),
    money="net_sales",
    owner="finance",
    computed_from={
        "business_date": "daily_sales.business_date",
        "currency": "daily_sales.currency",
        "reporting_currency": "daily_sales.currency",
        "net_sales": "daily_sales.net_sales",
        "rate rate_date rate_source converted verdict": (
            "daily_sales.business_date daily_sales.currency exchange_rates.rate_date "
            "exchange_rates.base exchange_rates.currency"
        ),
        "rate converted": "exchange_rates.rate",
        "rate rate_source converted": "exchange_rates.fetched_at",
        "rate_source": "exchange_rates.source",
        "converted": "daily_sales.net_sales",
    },
    scope="all",
    columns=_COLUMNS,
    checks=[
        unique("business_date", "currency", on_fail="stop"),
        in_range("rate", low=0, on_fail="stop"),
        one_of("verdict", ("converted",), on_fail="warn"),
    ],
)
def converted_sales(daily_sales: Frame, exchange_rates: Frame, rates: Rates) -> Frame:
    """One row per trading day and currency: net sales, converted by the rate of that day.

    The rate is the last published one at or before the trading day, at most `max_age` days before it; never a later
    one. Days without such a rate, or whose sales name no currency, are listed with their money and converted by none.
    """
    days = gathered(daily_sales.select("business_date", "currency", "net_sales"))
    sold = sorted(days.iter_rows(), key=lambda row: row[:2])
    currencies = {currency for _, currency, _ in sold if currency != NONE}
    to = rates.to or (next(iter(currencies)) if len(currencies) == 1 else None)
    book = _book(exchange_rates) if currencies - {to} else Book(())
    rows = [_row(book, day, currency, net, to, rates.max_age) for day, currency, net in sold]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)}
    return rows_like(daily_sales, columns, converted_sales.types)


def _row(book: Book, day: Any, currency: str, net: Any, to: str | None, max_age: int) -> tuple[Any, ...]:
    if currency == NONE:
        return (day, currency, net, to, None, None, None, max_age, None, "no currency named")
    if to is None:
        return (day, currency, net, None, None, None, None, max_age, None, "no reporting currency")
    worth = book.worth(currency, to, day, max_age)
    if worth is None:
        return (day, currency, net, to, None, None, None, max_age, None, "no rate")
    found = (worth.rate, worth.day, worth.source, max_age, worth.converted(net))
    return (day, currency, net, to, *found, "converted")


def _book(exchange_rates: Frame) -> Book:
    columns = ("fetched_at", "rate_date", "base", "currency", "rate", "source")
    received: Iterable[tuple[Any, ...]] = sorted(gathered(exchange_rates.select(*columns)).iter_rows())
    return Book((Rate(*said), source) for _, *said, source in received)
