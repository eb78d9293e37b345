"""Metrics by month: what `tillhouse metric NAME --by month` answers, for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import narwhals as nw

from tillhouse import figures, periods
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.figures import Cell, Figure, Values
from tillhouse.frame import Frame, framed, gathered, rows_like
from tillhouse.kpis import METRICS, PURCHASES
from tillhouse.measures import Change, Count, Metric, Part, Sum
from tillhouse.table import Column, table

BY = ("currency", "month")
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_KIND = ("fate", "event", "line_type", "known")
_COLUMNS = {
    "metric": Column("text", "Name of the metric; `tillhouse metrics NAME` defines it."),
    "currency": Column("text", "ISO 4217. Counts, too, are within a currency."),
    "month": Column("text", "Month of the trading day."),
    "unit": Column("text", "What the value is: `money`, `orders`, `share`, `money per order`, …"),
    "value": Column("total", "The metric, to the millionth; null where it is not defined."),
    "numerator": Column("total", "Of a quotient, what is divided."),
    "denominator": Column("total", "Of a quotient, what it is divided by."),
    "month_over_month": Column(
        "total", "Change against the month before, as a share of it; null where that is not above 0."
    ),
    "year_over_year": Column("total", "Change against the same month a year before, likewise."),
    "is_partial": Column(
        "boolean", "The data begin after the first day of the month, or end before its last."
    ),
}


@table(
    key=("metric", "currency", "month"),
    owner="finance",
    scope="all",
    columns=_COLUMNS,
    checks=[
        unique("metric", "currency", "month", on_fail="stop"),
        one_of("metric", [metric.name for metric in METRICS], on_fail="stop"),
    ],
)
def kpis(ledger: Frame) -> Frame:
    """One row per metric, currency and month.

    Metrics and their definitions stand in `tillhouse.kpis`; the same evaluation answers `tillhouse metric`. A month
    that is not whole is compared as it is, and flagged.
    """
    lines = ledger.with_columns(
        c("amount").cast(nw.Decimal(38, 6)), known=~c("customer_id").is_null(), lines=_ONE
    )
    first, last = gathered(
        lines.filter(c("fate") == "loaded").select(
            c("business_date").min().alias("first"), c("business_date").max().alias("last")
        )
    ).row(0)
    values = _values(lines)
    found = [row for metric in METRICS for row in _rows(metric, values, first, last)]
    columns = {name: [row[name] for row in found] for name in _COLUMNS}
    return rows_like(ledger, columns, {name: column.type for name, column in _COLUMNS.items()})


def _values(lines: Frame) -> dict[Part, Values]:
    """What all sums and counts of the metrics come to."""
    parts = {part for metric in METRICS for part in metric.parts}
    kinds = lines.group_by(*BY, *_KIND).agg(c("amount").sum(), c("quantity").sum(), c("lines").sum())
    folded = framed(nw.to_native(gathered(kinds)))
    found = figures.sums(folded, BY, [part for part in parts if isinstance(part, Sum)])
    for part in parts:
        if isinstance(part, Count) and part.of == "orders":
            found[part] = figures.orders(lines, BY, part.lines)
    firsts = figures.first_purchases(lines, PURCHASES, "month")
    return found | figures.customers(lines, BY, PURCHASES, firsts, ["month"])


def _rows(
    metric: Metric, values: dict[Part, Values], first: date | None, last: date | None
) -> Iterator[dict[str, Any]]:
    """A metric by currency and month, with how it changed; changes are no metrics of their own here."""
    if isinstance(metric.formula, Change):
        return
    found = figures.figures(metric, values)
    for (currency, month), figure in sorted(found.items()):
        dated = first is not None and last is not None and month[:1].isdigit()
        yield {
            "metric": metric.name,
            "currency": currency,
            "month": month,
            "unit": metric.unit,
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "month_over_month": _change(figure, found, (currency, periods.month_before(month)))
            if dated
            else None,
            "year_over_year": _change(figure, found, (currency, periods.year_before(month)))
            if dated
            else None,
            "is_partial": periods.month_is_partial(month, first, last) if dated and first and last else None,
        }


def _change(figure: Figure, found: dict[Cell, Figure], before: Cell) -> Any:
    return figures.changed(figure, found, before).value
