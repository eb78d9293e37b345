"""Cohorts: customers by the period in which they first bought, and what they did since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.column_types import dtypes
from tillhouse.frame import Frame, bounds, gathered, once, rows_like, with_share
from tillhouse.table import Column, table

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_WHOLE = nw.lit(1).cast(nw.Decimal(38, 6))
_CUSTOMER = ("customer_key", "currency")
_COHORT = ("currency", "grain", "cohort_start")
_SUMS = ("active_customers", "product_orders", "net_product_sales")


@dataclass(frozen=True)
class _Grain:
    """Periods of one length. first: the first day of the period of a day; longest: days after which the next began."""

    first: Callable[[date], date]
    longest: int
    label: Callable[[date], str]

    def periods(self, start: date, end: date) -> Iterator[date]:
        """First days of the periods from that of one day to that of another."""
        day = self.first(start)
        while day <= end:
            yield day
            day = self.first(day + timedelta(self.longest))


_GRAINS: Mapping[str, _Grain] = {
    "month": _Grain(lambda day: day.replace(day=1), 31, lambda first: f"{first:%Y-%m}"),
    "week": _Grain(lambda day: day - timedelta(day.weekday()), 7, lambda first: f"{first:%G-W%V}"),
    "quarter": _Grain(
        lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        92,
        lambda first: f"{first.year}-Q{(first.month + 2) // 3}",
    ),
}
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "grain": Column("text", "`month`, `week` (ISO 8601, from Monday) or `quarter`."),
    "cohort": Column("text", "Period in which they first bought: `2011-03`, `2011-W09` or `2011-Q1`."),
    "cohort_start": Column("date", "Its first day."),
    "period_offset": Column("integer", "Periods since then; 0 is the period of the first purchase."),
    "period": Column("text", "The period looked at."),
    "period_start": Column("date", "Its first day."),
    "is_partial": Column("boolean", "Whether the data begin or end within the period."),
    "cohort_size": Column("integer", "Customers of the cohort."),
    "active_customers": Column("integer", "Those of them to whom products were sold in the period."),
    "retention": Column("share", "Active customers of the customers of the cohort."),
    "product_orders": Column("integer", "Invoices that sold them a product."),
    "net_product_sales": Column(
        "total", "Products sold to them in the period, net of what came back of it at any time."
    ),
    "cumulative_sales": Column("total", "Net product sales from the first period to this one."),
    "sales_per_customer": Column("total", "Net product sales for each customer of the cohort."),
    "cumulative_per_customer": Column("total", "Cumulative sales for each customer of the cohort."),
}


@table(
    key=(*_COHORT, "period_offset"),
    money="net_product_sales",
    owner="customers",
    computed_from={
        "*": (
            "customer_days.customer_key customer_days.currency customer_days.business_date "
            "observation_window.first_day observation_window.last_day"
        ),
        "currency": "customer_days.currency",
        "cohort cohort_start period period_start period_offset": ("customer_days.business_date"),
        "is_partial period period_start period_offset": "observation_window.first_day observation_window.last_day",
        "cohort_size active_customers retention sales_per_customer cumulative_per_customer": (
            "customer_days.customer_key"
        ),
        "product_orders": "customer_days.product_orders",
        "net_product_sales cumulative_sales sales_per_customer cumulative_per_customer": (
            "customer_days.net"
        ),
    },
    scope="customers",
    columns=_COLUMNS,
    checks=[
        unique(*_COHORT, "period_offset", on_fail="stop"),
        one_of("grain", tuple(_GRAINS), on_fail="stop"),
        in_range("retention", low=0, high=1, on_fail="stop"),
    ],
)
def customer_cohorts(customer_days: Frame, observation_window: Frame) -> Frame:
    """One row per currency, grain, cohort and period since the cohort's first purchase, active or not.

    A customer belongs to the period in which products were first sold to them. A later return moves nobody to another
    cohort. Sales are net of matched returns, by the day of the sale, so that the sales of one grain add up to
    `customer_days`. Periods after the end of the data have no row. The first cohort also holds customers that bought
    before the data began.
    """
    (first, _), (_, last) = (bounds(observation_window, name) for name in ("first_day", "last_day"))
    cells = _cells(customer_days, _starts(customer_days))
    rows = pl.concat([_triangle(name, gathered(part).to_native(), first, last) for name, part in cells])
    found = rows_like(customer_days, rows.to_dict(), _TYPES)
    met = found.with_columns(one=_ONE, whole=_WHOLE)
    met = with_share(met, "retention", "whole", "active_customers", "cohort_size")
    met = with_share(met, "sales_per_customer", "net_product_sales", "one", "cohort_size")
    return with_share(met, "cumulative_per_customer", "cumulative_sales", "one", "cohort_size")


_DIVIDED = ("retention", "sales_per_customer", "cumulative_per_customer")
_TYPES = {name: column.type for name, column in _COLUMNS.items() if name not in _DIVIDED}


def _starts(days: Frame) -> Frame:
    """Each trading day with the first day of its period, of each grain."""
    known = sorted(gathered(days.select("business_date").unique())["business_date"].to_list())
    columns = {name: [grain.first(day) for day in known] for name, grain in _GRAINS.items()}
    return rows_like(days, {"day": known, **columns}, {"day": "date", **dict.fromkeys(columns, "date")})


def _cells(days: Frame, starts: Frame) -> Iterator[tuple[str, Frame]]:
    """By grain, what the customers of each cohort did in each period in which any of them bought."""
    first = days.group_by(*_CUSTOMER).agg(c("business_date").min().alias("first_day"))
    cohorts = first.join(starts, left_on="first_day", right_on="day").select(
        *_CUSTOMER, *(c(name).alias(f"{name}_cohort") for name in _GRAINS)
    )
    dated = days.select(*_CUSTOMER, "business_date", "product_orders", "net").join(
        starts, left_on="business_date", right_on="day"
    )
    met = once(dated.join(cohorts, on=list(_CUSTOMER)))
    for name in _GRAINS:
        marked = met.with_columns(cohort_start=c(f"{name}_cohort"), period_start=c(name))
        sums = marked.group_by("currency", "cohort_start", "period_start").agg(
            c("customer_key").n_unique().alias("active_customers"),
            c("product_orders").sum(),
            c("net").sum().alias("net_product_sales"),
        )
        yield name, sums.with_columns(c("active_customers", "product_orders").cast(nw.Int64))


def _triangle(name: str, cells: pl.DataFrame, first: date | None, last: date | None) -> pl.DataFrame:
    """All periods of each cohort up to the end of the data, those without a sale as 0."""
    periods = _periods(_GRAINS[name], first, last)
    born = periods.select(cohort_start="period_start", born="number", cohort="period")
    bought = cells.filter(pl.col("cohort_start") == pl.col("period_start"))
    full = (
        bought.select("currency", "cohort_start", cohort_size="active_customers")
        .join(born, on="cohort_start")
        .join(periods, how="cross")
        .filter(pl.col("number") >= pl.col("born"))
        .join(cells, on=["currency", "cohort_start", "period_start"], how="left", nulls_equal=True)
        .sort("currency", "cohort_start", "number")
    )
    known = full.with_columns(
        pl.col(_SUMS).fill_null(0), grain=pl.lit(name), period_offset=pl.col("number") - pl.col("born")
    )
    summed = pl.col("net_product_sales").cum_sum().over("currency", "cohort_start").alias("cumulative_sales")
    return known.with_columns(summed).select(list(_TYPES))


def _periods(grain: _Grain, first: date | None, last: date | None) -> pl.DataFrame:
    """The periods of the data, numbered, and whether the data cover all of each."""
    types = {"period_start": "date", "number": "integer", "period": "text", "is_partial": "boolean"}
    if first is None or last is None:
        return pl.DataFrame(schema=dtypes(types))
    starts = list(grain.periods(first, last))
    ends = [grain.first(start + timedelta(grain.longest)) - timedelta(1) for start in starts]
    columns = {
        "period_start": starts,
        "number": range(len(starts)),
        "period": [grain.label(start) for start in starts],
        "is_partial": [start < first or last < end for start, end in zip(starts, ends, strict=True)],
    }
    return pl.DataFrame(columns, schema=dtypes(types))
