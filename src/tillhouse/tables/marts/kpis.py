"""Metrics by month: what `tillhouse metric NAME --by month` answers, for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from tillhouse.checks.matches import matches
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, rows_like
from tillhouse.metrics import absence, evaluation, lines
from tillhouse.metrics.absence import Said
from tillhouse.metrics.definitions import PURCHASES, all_metrics
from tillhouse.metrics.evaluation import Cell, Figure, Values
from tillhouse.metrics.formulas import Change, Count, Lines, Metric, Part, Sum
from tillhouse.retail import periods
from tillhouse.settings.own_files import OwnFile
from tillhouse.table import Column, table

BY = ("currency", "month")
c = nw.col
_COLUMNS = {
    "metric": Column("text", "Name of the metric; `tillhouse metrics NAME` defines it."),
    "currency": Column("text", "ISO 4217. Counts, too, are within a currency."),
    "month": Column("text", "Month of the trading day."),
    "unit": Column("text", "What the value is: `money`, `orders`, `share`, `money per order`, …"),
    "value": Column(
        "total",
        "The metric, to the millionth; null where it is not defined, or no line of the currency says what it needs.",
    ),
    "numerator": Column("total", "Of a quotient, what is divided."),
    "denominator": Column("total", "Of a quotient, what it is divided by."),
    "month_over_month": Column(
        "total", "Change against the month before, as a share of it; null where that is not above 0."
    ),
    "year_over_year": Column("total", "Change against the same month a year before, as a share."),
    "is_partial": Column(
        "boolean", "The data begin after the first day of the month, or end before its last."
    ),
}


@table(
    key=("metric", "currency", "month"),
    owner="finance",
    computed_from={
        "*": (
            "sales_bridge.month sales_bridge.currency receipts.month receipts.currency "
            "ledger.month ledger.currency ledger.fate"
        ),
        "month": "sales_bridge.month receipts.month ledger.month",
        "currency": "sales_bridge.currency receipts.currency ledger.currency",
        "value numerator denominator month_over_month year_over_year": (
            "ledger.feed ledger.order_id ledger.sold_at ledger.customer_id "
            "ledger.country receipts.sold_at receipts.country sales_bridge.event "
            "sales_bridge.line_type sales_bridge.quantity "
            "receipts.feed receipts.order_id receipts.customer_id "
            "receipts.sale_lines receipts.sold ledger.event ledger.line_type "
            "ledger.invoice_no ledger.line_id ledger.quantity ledger.tax"
        ),
        "value month_over_month year_over_year": (
            "sales_bridge.lines sales_bridge.amount sales_bridge.gross_amount sales_bridge.discount "
            "sales_bridge.tax ledger.amount receipts.amount"
        ),
        "numerator": "receipts.amount sales_bridge.amount",
        "denominator": "sales_bridge.gross_amount",
        "month_over_month year_over_year is_partial": "observation_window.first_day observation_window.last_day",
    },
    scope="all",
    columns=_COLUMNS,
    checks=[
        unique("metric", "currency", "month", on_fail="stop"),
        matches("metric", "[a-z][a-z0-9_]*", on_fail="stop"),
    ],
)
def kpis(
    sales_bridge: Frame, receipts: Frame, ledger: Frame, observation_window: Frame, own_metrics: OwnFile
) -> Frame:
    """One row per metric, currency and month.

    Metrics stand in `tillhouse.metrics.definitions` and in `metrics.toml` of the lake's folder. The same evaluation
    answers `tillhouse metric`. A month that is not whole is compared as it is, and flagged. The ledger is asked only
    for what no smaller table has.
    """
    (first, _), (_, last) = (bounds(observation_window, name) for name in ("first_day", "last_day"))
    metrics = all_metrics(own_metrics, whole=False)  # measures of own columns are of no table
    parts = list(dict.fromkeys(part for metric in metrics for part in metric.parts))
    values = _values(lines.of_bridge(sales_bridge), lines.with_products(receipts, ledger), ledger, parts)
    known = absence.said(ledger)
    found = [row for metric in metrics for row in _rows(metric, values, known, first, last)]
    columns = {name: [row[name] for row in found] for name in _COLUMNS}
    return rows_like(sales_bridge, columns, kpis.types)


def _values(bridge: Frame, receipts: Frame, ledger: Frame, parts: Sequence[Part]) -> dict[Part, Values]:
    """What all sums and counts of the metrics come to, each from the smallest table that has it."""
    sums = [part for part in parts if isinstance(part, Sum)]
    booked = [one for one in sums if one.lines.fate == "loaded"]
    plain = [one for one in booked if one.lines.buyers == "all"]
    bought = [one for one in booked if one.of == "amount" and one.lines == Lines(buyers=one.lines.buyers)]
    found = evaluation.sums(bridge, BY, plain)
    found |= evaluation.sums(receipts, BY, [one for one in bought if one not in plain])
    rest = lines.of_ledger(ledger.filter(c("fate") != "loaded"))
    found |= evaluation.sums(rest, BY, [one for one in sums if one not in booked])
    orders = Count("orders", Lines(events=("sale",)))
    found[orders] = evaluation.orders(receipts, BY, orders.lines)
    found |= _customers(receipts, PURCHASES)
    return found | _others(ledger, [part for part in parts if part not in found])


def _customers(read: Frame, of: Lines) -> dict[Part, Values]:
    firsts = evaluation.first_purchases(read, of, "month")
    return evaluation.customers(read, BY, of, firsts, ["month"])


def _others(ledger: Frame, parts: Sequence[Part]) -> dict[Part, Values]:
    """What no table but the ledger has: sums and counts of the shop's own metrics."""
    read = lines.of_ledger(ledger)
    found = evaluation.sums(read, BY, [part for part in parts if isinstance(part, Sum)])
    for part in parts:
        if isinstance(part, Count) and part not in found:
            alike = _customers(read, part.lines) if part.of == "customers" else None
            found |= alike or {part: evaluation.orders(read, BY, part.lines)}
    return found


def _rows(
    metric: Metric, values: dict[Part, Values], known: Said, first: date | None, last: date | None
) -> Iterator[dict[str, Any]]:
    """A metric by currency and month, with how it changed; changes are no metrics of their own here."""
    if isinstance(metric.formula, Change):
        return
    found = absence.without_absent(metric, evaluation.figures(metric, values), known)
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
    return evaluation.changed(figure, found, before).value
