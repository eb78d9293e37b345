"""Sales by hour and country: what seasons, trends and anomalies are made from."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, until_end
from tillhouse.retail import events
from tillhouse.table import Column, table

KEY = ("business_date", "hour", "country", "currency")
_ORDER = ("feed", "order_id", "currency")
_COUNTS, _SUMS = ("product_lines", "product_orders"), ("units", "sales")
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_TOTAL = nw.Decimal(38, 6)
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))


@table(
    key=KEY,
    money="sales",
    owner="sales",
    scope="products",
    columns={
        "business_date": Column("date", "Trading day."),
        "hour": Column(
            "integer", "Hour of the local time of the store, 0 to 23; null where a feed has dates alone."
        ),
        "country": Column("text", "Country by its standard name; null where there was none."),
        "currency": Column("text", "ISO 4217."),
        "product_lines": Column("integer", "Product lines, whatever happened."),
        "product_orders": Column("integer", "Invoices with a product sold that began in this hour."),
        "units": Column("total", "Sum of quantity, net of what came back that hour."),
        "sales": Column("total", "Products sold less what came back, by the hour it happened."),
    },
    checks=[unique(*KEY, on_fail="stop"), in_range("hour", low=0, high=23, on_fail="stop")],
)
def sales_hours(ledger: Frame, observation_window: Frame) -> Frame:
    """One row per trading day, hour, country and currency with a product line.

    Sales are the gross sales and reversals of `daily_sales`, up to the last day of `observation_window`. An invoice
    counts once, where its first sale stands, so orders add up to orders whatever they are added up by.
    """
    loaded = ledger.filter((c("fate") == "loaded") & events.is_goods())
    timed = nw.when(events.has_time()).then(_ONE).otherwise(_ZERO)
    feeds = loaded.select("feed", timed=timed).group_by("feed").agg(c("timed").max())
    lines = until_end(loaded, observation_window).join(feeds, on="feed", how="left")
    sums = (
        lines.select(
            *KEY[::2], "currency", "sold_at", "timed", c("quantity", "amount").cast(_TOTAL), one=_ONE
        )
        .with_columns(hour=_hour())
        .group_by(*KEY)
        .agg(
            c("one").sum().alias("product_lines"),
            c("quantity").sum().alias("units"),
            c("amount").sum().alias("sales"),
        )
        .with_columns(product_orders=_ZERO)
    )
    began = (
        lines.filter(c("event") == "sale")
        .group_by(*_ORDER)
        .agg(c("business_date").min(), c("sold_at").min(), c("country").min(), c("timed").max())
        .with_columns(hour=_hour(), one=_ONE)
        .group_by(*KEY)
        .agg(c("one").sum().alias("product_orders"))
        .with_columns(product_lines=_ZERO, units=_NOTHING, sales=_NOTHING)
    )
    both = nw.concat([frame.select(*KEY, *_sums()) for frame in (sums, began)])
    return both.group_by(*KEY).agg(*(c(name).sum() for name in (*_COUNTS, *_SUMS)))


def _sums() -> list[nw.Expr]:
    return [c(*_COUNTS).cast(nw.Int64), c(*_SUMS).cast(_TOTAL)]


def _hour() -> nw.Expr:
    """None of a feed in which no line has a time of day: midnight would be a guess."""
    return nw.when(c("timed") == 1).then(c("sold_at").dt.hour().cast(nw.Int64))
