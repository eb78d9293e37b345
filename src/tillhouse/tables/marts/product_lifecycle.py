"""Lives of products: since when they sell, until when, whither, and at which prices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, rows_like, until_end
from tillhouse.table import Column, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STAGES = ("new", "growing", "mature", "declining", "dormant", "ended", "unclear")
_KEY = ("stock_code", "currency")
#: Days without a sale, and of being on sale, that stages are told by; months that a trend takes.
_DORMANT, _ENDED, _NEW, _KNOWN_BEFORE, _MONTHS = 91, 182, 182, 91, 6
c = pl.col
_COLUMNS = {
    "stock_code": Column("text", "Stock code."),
    "name": Column("text", "Product name."),
    "currency": Column("text", "ISO 4217."),
    "first_sold_at": Column("datetime", "First sale."),
    "last_sold_at": Column("datetime", "Last sale."),
    "days_on_sale": Column("integer", "Days from the first to the last sale, both included."),
    "days_since_sold": Column(
        "integer", "Days from the last sale to the last one of any product in the currency."
    ),
    "months_sold": Column("integer", "Months with a sale."),
    "lines_sold": Column("integer", "Sale lines."),
    "units_sold": Column("total", "Units sold."),
    "sales": Column("total", "Money taken, before anything came back."),
    "stage": Column("text", "`new`, `growing`, `mature`, `declining`, `dormant`, `ended` or `unclear`."),
    "months_of_trend": Column("integer", "Whole months the trend is from."),
    "trend": Column(
        "number",
        "Units a month more with each month (Theil–Sen), season of the shop taken out; null below 6 months.",
    ),
    "trend_low": Column("number", "Lower end of its interval, at 95 %."),
    "trend_high": Column("number", "Upper end."),
    "prices": Column("integer", "Distinct prices charged."),
    "price_low": Column("price", "Lowest price charged."),
    "price_usual": Column(
        "price", "Price at which most units were sold; of two, the one charged last, then the lower."
    ),
    "price_high": Column("price", "Highest price charged."),
    "percent_of_units_at_usual": Column("total", "Units sold at the usual price, of 100."),
}


@table(
    key=_KEY,
    money="sales",
    owner="products",
    computed_from={
        "*": (
            "price_history.month price_history.stock_code price_history.currency "
            "price_history.first_sold_at dim_product.stock_code observation_window.last_day"
        ),
        "stock_code": "price_history.stock_code",
        "currency": "price_history.currency",
        "name": "dim_product.name",
        "first_sold_at days_on_sale": "price_history.first_sold_at",
        "last_sold_at days_on_sale days_since_sold stage months_of_trend": ("price_history.last_sold_at"),
        "trend trend_low trend_high": "price_history.last_sold_at",
        "lines_sold stage trend trend_low trend_high": "price_history.lines_sold",
        "units_sold stage trend trend_low trend_high": "price_history.units_sold",
        "sales": "price_history.amount",
        "prices price_low price_usual price_high percent_of_units_at_usual": ("price_history.unit_price"),
        "price_usual percent_of_units_at_usual": "price_history.units_sold",
        "price_usual": "price_history.last_sold_at",
    },
    scope="product_sales",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("stage", STAGES, on_fail="stop"),
        in_range("percent_of_units_at_usual", low=0, high=100, on_fail="stop"),
    ],
)
def product_lifecycle(price_history: Frame, dim_product: Frame, observation_window: Frame) -> Frame:
    """One row per product and currency that was ever sold: its span, stage, trend and prices.

    The stage is the first that holds. Days are counted from the last sale of the product to the end of the data, the
    last sale of any product in the currency. Months after `observation_window` are left out.

        ended      182 days or more without a sale
        dormant    91 days or more; the goods of one season are so in each other
        new        first sold less than 182 days before the end, and 91 days or more after the data begin
        unclear    fewer than six whole months since
        growing    the whole interval of the trend lies above 0
        declining  the whole interval lies below 0
        mature     neither

    The trend is of units by month; a month without a sale counts as 0. It runs from the month after the first sale,
    or the first month of the data, to the last whole month. Units are first divided by how busy the month was: all
    sale lines of the shop against their mean. So growing means faster than the shop. A trend over less than two years
    may still be a season of the product's own.
    """
    from tillhouse.analytics.quotients import quotients
    from tillhouse.analytics.rounded import rounded

    _, end = bounds(observation_window, "last_day")
    price_history = until_end(price_history, observation_window, "month")
    months = _dated(gathered(_months(price_history)).to_native(), end)
    if months.is_empty():
        return rows_like(price_history, {}, product_lifecycle.types)
    prices: pl.DataFrame = gathered(_prices(price_history)).to_native()
    names: pl.DataFrame = gathered(dim_product.select("stock_code", "name")).to_native()
    lives = pl.concat(_lives(of) for of in months.sort(*_KEY, "month").partition_by("currency"))
    met = lives.join(_bands(prices), on=_KEY).join(names, on="stock_code", how="left").sort(*_KEY)
    share = quotients(met["units_at_usual"].to_list(), met["units_sold"].to_list(), times=100)
    met = met.with_columns(
        *(rounded(met[name]).alias(name) for name in ("trend", "trend_low", "trend_high")),
        stage=_stage(),
        percent_of_units_at_usual=pl.Series(share, dtype=pl.Decimal(38, 6)),
    )
    return rows_like(price_history, met.to_dict(), product_lifecycle.types)


def _months(price_history: Frame) -> Frame:
    n = nw.col
    sums = price_history.group_by(*_KEY, "month").agg(
        n("lines_sold").sum(),
        n("units_sold").sum(),
        n("amount").sum().alias("sales"),
        n("first_sold_at").min(),
        n("last_sold_at").max(),
    )
    return sums.with_columns(n("lines_sold").cast(nw.Int64))


def _dated(months: pl.DataFrame, end: date | None) -> pl.DataFrame:
    """Months with no moment later than the night after the end of the data; those that begin later are left out."""
    if end is None:
        return months
    night, moment = end + timedelta(days=1), pl.lit(end, pl.Datetime)
    known = months.filter(c("first_sold_at").dt.date() <= night)
    late = c("last_sold_at").dt.date() > night
    return known.with_columns(last_sold_at=pl.when(late).then(moment).otherwise("last_sold_at"))


def _prices(price_history: Frame) -> Frame:
    n = nw.col
    return price_history.group_by(*_KEY, "unit_price").agg(n("units_sold").sum(), n("last_sold_at").max())


def _bands(prices: pl.DataFrame) -> pl.DataFrame:
    """One row per product: its prices."""
    order = prices.sort(
        *_KEY, "units_sold", "last_sold_at", "unit_price", descending=[False, False, True, True, False]
    )
    return order.group_by(_KEY).agg(
        prices=pl.len().cast(pl.Int64),
        price_low=c("unit_price").min(),
        price_usual=c("unit_price").first(),
        price_high=c("unit_price").max(),
        units_at_usual=c("units_sold").first(),
    )


def _lives(months: pl.DataFrame) -> pl.DataFrame:
    """One row per product of one currency: its sums, its span, and its trend."""
    data = months.select(begins=c("first_sold_at").min().dt.date(), ends=c("last_sold_at").max().dt.date())
    of = months.group_by(_KEY, maintain_order=True).agg(
        c("first_sold_at").min(),
        c("last_sold_at").max(),
        c("lines_sold", "units_sold", "sales").sum(),
        c("month").min(),
        months_sold=pl.len().cast(pl.Int64),
    )
    first, last = c("first_sold_at").dt.date(), c("last_sold_at").dt.date()
    met = of.join(data, how="cross").with_columns(
        days_on_sale=(last - first).dt.total_days() + 1,
        days_since_sold=(c("ends") - last).dt.total_days(),
        age=(c("ends") - first).dt.total_days(),
        known_before=(first - c("begins")).dt.total_days(),
    )
    return pl.concat([met, _trends(months, met)], how="horizontal")


def _trends(months: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """The trend of each product, in their order; null where it has too few months."""
    import numpy as np

    from tillhouse.analytics.theil_sen import theil_sen

    starts = (c("month") + "-01").str.to_date()
    number = starts.dt.year().cast(pl.Float64) * 12 + starts.dt.month()
    busy = months.group_by("month").agg(c("lines_sold").sum()).sort("month").with_columns(at=number)
    known = (starts >= products["begins"][0]) & (starts.dt.month_end() <= products["ends"][0])
    whole = busy.filter(known).with_columns(busy=c("lines_sold") / c("lines_sold").mean())
    x = whole["at"].to_numpy()
    y = _matrix(months, products, whole)
    first = products.select(number.alias("at"))["at"].to_numpy()
    # Of its first month a product has only the rest, unless the data begin in it.
    begins = np.where(first == busy["at"][0], 0, np.searchsorted(x, first, side="right"))
    found = np.full((3, products.height), np.nan)
    for begin in np.unique(begins[x.size - begins >= _MONTHS]):
        rows = np.flatnonzero(begins == begin)
        found[:, rows] = theil_sen(x[begin:], y[rows, begin:])
    trend, low, high = found
    return pl.DataFrame(
        {"months_of_trend": x.size - begins, "trend": trend, "trend_low": low, "trend_high": high}
    )


def _matrix(months: pl.DataFrame, products: pl.DataFrame, whole: pl.DataFrame) -> NDArray[np.float64]:
    """Units by product and whole month, each month by how busy it was."""
    every = products.select(_KEY).join(
        whole.select("month", "busy"), how="cross", maintain_order="left_right"
    )
    sold = months.select(*_KEY, "month", "units_sold")
    units = every.join(sold, on=[*_KEY, "month"], how="left", maintain_order="left")
    adjusted = units.select(c("units_sold").cast(pl.Float64).fill_null(0) / c("busy")).to_series().to_numpy()
    return adjusted.reshape(products.height, whole.height)


def _stage() -> pl.Expr:
    """The first stage that holds."""
    rules = {
        "ended": c("days_since_sold") >= _ENDED,
        "dormant": c("days_since_sold") >= _DORMANT,
        "new": (c("age") < _NEW) & (c("known_before") >= _KNOWN_BEFORE),
        "unclear": c("months_of_trend") < _MONTHS,
        "growing": c("trend_low") > 0,
        "declining": c("trend_high") < 0,
    }
    found = (pl.when(rule).then(pl.lit(stage)) for stage, rule in rules.items())
    return pl.coalesce(*found, pl.lit("mature"))
