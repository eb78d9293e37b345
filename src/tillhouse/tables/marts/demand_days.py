"""What forecasts are made from: sales by day and series, without a hole."""

from __future__ import annotations

from datetime import timedelta

import narwhals as nw
import polars as pl

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, once, rows_like, until_end
from tillhouse.retail import events
from tillhouse.retail.calendar import Calendar, calendar_days
from tillhouse.retail.money import added
from tillhouse.table import Column, table

KEY = ("currency", "split", "series", "business_date")
_TOTAL = nw.Decimal(38, 6)
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))
_COUNTRIES, _PRODUCTS = 10, 100
_LONGEST = 6 * 366
_OTHER, _NOWHERE = "other countries", "no country"
c = nw.col
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "split": Column("text", "`total`, `country`, `class` or `product`."),
    "series": Column(
        "text",
        "`all`; a country, or `other countries` for all but the 10 largest; the class of `product_abc`"
        " by revenue, A, B or C; the stock code of one of the 100 products of most revenue, or of the 100 of"
        " most revenue whose elasticity is identified.",
    ),
    "business_date": Column("date", "Day."),
    "status": Column(
        "text",
        "`sold`; `zero`: the shop traded and sold nothing of it; `closed`: a weekday, public holiday or shutdown"
        " without trade; `unknown`: no sale at all, and nothing says why.",
    ),
    "amount": Column(
        "total", "Products sold, less what of that was taken back the same trading day; 0 unless sold."
    ),
}


@table(
    key=KEY,
    money="amount",
    owner="sales",
    computed_from={
        "*": (
            "ledger.fate ledger.event ledger.line_type ledger.stock_code ledger.amount "
            "ledger.business_date ledger.country ledger.currency product_abc.currency "
            "product_abc.basis product_abc.rank product_abc.stock_code product_abc.abc "
            "product_elasticity.currency product_elasticity.stock_code product_elasticity.verdict "
            "observation_window.last_day"
        ),
        "currency": "ledger.currency",
        "series": "ledger.country ledger.stock_code product_abc.abc",
        "business_date": "ledger.business_date",
        "status amount": (
            "ledger.line_id ledger.part fact_returns.line_id fact_returns.part fact_returns.sale_line_id "
            "fact_returns.sale_part fact_returns.amount"
        ),
        "amount": "ledger.amount",
    },
    scope="product_sales",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*KEY, on_fail="stop"),
        in_range("amount", low=0, on_fail="stop"),
        one_of("status", ("sold", "zero", "closed", "unknown"), on_fail="stop"),
    ],
)
def demand_days(
    ledger: Frame,
    fact_returns: Frame,
    product_abc: Frame,
    product_elasticity: Frame,
    observation_window: Frame,
    calendar: Calendar,
) -> Frame:
    """One row per currency, series and day, from the first day of sales to the last, of six years at most.

    A sale that was cancelled on the day it was made is not demand. It is left out, as far as its cancellation is
    matched with it. What comes back later stays in, so that no day changes once it is over. Countries and classes each
    add up to the total.
    """
    lines = once(_kept(until_end(ledger, observation_window), fact_returns))
    countries = gathered(_by(lines, "country")).to_native()
    products = gathered(_by_product(lines, _named(product_abc, product_elasticity))).to_native()
    sold = _series(_recent(countries), _recent(products))
    traded = countries["business_date"].unique().sort()
    filled = [_filled(part, traded, calendar) for part in sold.partition_by("currency", maintain_order=True)]
    return rows_like(ledger, pl.concat(filled or [sold]).to_dict(), demand_days.types)


def _kept(ledger: Frame, fact_returns: Frame) -> Frame:
    """Product lines sold for money, each with what of it was not taken back the same day.

    A sale at a price below 0 is a correction of money, and no demand.
    """
    loaded = ledger.filter((c("fate") == "loaded") & events.is_goods())
    sold = loaded.filter((c("event") == "sale") & (c("amount") > 0)).select(
        "line_id", "part", "business_date", "stock_code", "country", "currency", c("amount").cast(_TOTAL)
    )
    back = loaded.filter(c("event") != "sale").select("line_id", "part", "business_date")
    matched = fact_returns.filter(~c("sale_line_id").is_null()).select(
        "line_id", "part", "sale_line_id", "sale_part", back=c("amount").cast(_TOTAL)
    )
    taken = (
        matched.join(back, on=["line_id", "part"], how="inner")
        .group_by("sale_line_id", "sale_part", "business_date")
        .agg(c("back").sum())
    )
    met = sold.join(
        taken.with_columns(line_id=c("sale_line_id"), part=c("sale_part")),
        on=["line_id", "part", "business_date"],
        how="left",
    )
    return met.select(
        "business_date",
        "stock_code",
        "currency",
        c("country").fill_null(_NOWHERE),
        amount=added(c("amount"), nw.coalesce(c("back"), _NOTHING)).cast(_TOTAL),
    )


def _by(lines: Frame, *names: str) -> Frame:
    return lines.group_by("currency", *names, "business_date").agg(c("amount").sum())


def _named(product_abc: Frame, product_elasticity: Frame) -> Frame:
    """Class of each product by revenue, and whether it is a series of its own."""
    ranked = product_abc.filter(c("basis") == "revenue").select("currency", "stock_code", "rank", "abc")
    met = ranked.join(_answered(ranked, product_elasticity), on=["currency", "stock_code"], how="left")
    return met.select(
        "currency", "stock_code", "abc", named=(c("rank") <= _PRODUCTS) | c("priced").fill_null(False)
    )


def _answered(ranked: Frame, product_elasticity: Frame) -> Frame:
    """The products of most revenue, among those that have an answer for another price."""
    identified = product_elasticity.filter(c("verdict") == "identified").select("currency", "stock_code")
    rows = gathered(
        ranked.join(identified, on=["currency", "stock_code"]).select("currency", "stock_code", "rank")
    )
    most = rows.to_native().sort("currency", "rank").group_by("currency", maintain_order=True).head(_PRODUCTS)
    types = {"currency": "text", "stock_code": "text", "priced": "boolean"}
    return rows_like(ranked, {**most.to_dict(), "priced": [True] * len(most)}, types)


def _by_product(lines: Frame, named: Frame) -> Frame:
    """Sales by day of the products that are named each, and of all others by their class."""
    met = (
        lines.filter(~c("stock_code").is_null())
        .join(named, on=["currency", "stock_code"], how="left")
        .with_columns(
            code=nw.when(c("named")).then(c("stock_code")).otherwise(nw.lit("")), abc=c("abc").fill_null("C")
        )
    )
    return _by(met, "abc", "code")


def _recent(days: pl.DataFrame) -> pl.DataFrame:
    """Days not longer ago than models look: one wrong date would make centuries of days without a sale."""
    return days.filter(pl.col("business_date") > pl.col("business_date").max() - timedelta(days=_LONGEST))


def _series(countries: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """All series: currency, split, series, business_date, amount."""
    largest = (
        countries.group_by("currency", "country")
        .agg(pl.col("amount").sum())
        .sort("currency", "amount", "country", descending=[False, True, False])
        .group_by("currency", maintain_order=True)
        .head(_COUNTRIES)
        .select("currency", "country", named=pl.col("country"))
    )
    named = countries.join(largest, on=["currency", "country"], how="left", nulls_equal=True)
    parts = [
        countries.with_columns(split=pl.lit("total"), series=pl.lit("all")),
        named.with_columns(split=pl.lit("country"), series=pl.col("named").fill_null(_OTHER)),
        products.with_columns(split=pl.lit("class"), series=pl.col("abc")),
        products.filter(pl.col("code") != "").with_columns(split=pl.lit("product"), series=pl.col("code")),
    ]
    sums = (
        pl.concat([part.select(*KEY, "amount") for part in parts]).group_by(*KEY).agg(pl.col("amount").sum())
    )
    return sums.sort("currency", "business_date", "split", "series").with_columns(status=pl.lit("sold"))


def _filled(sold: pl.DataFrame, traded: pl.Series, calendar: Calendar) -> pl.DataFrame:
    """The series of one currency on every day from its first sale to the last of the shop, each with its status."""
    import numpy as np

    from tillhouse.analytics.forecasting.opening import TRADED, Days, statuses

    days = calendar_days(sold["business_date"].to_list()[0], traded.to_list()[-1], calendar)
    known = pl.Series("business_date", days["date"])
    holiday = np.array(days["is_holiday"], dtype=np.bool_)
    said = statuses(Days(days["date"][0], holiday, ()), known.is_in(traded.implode()).to_numpy())
    each = pl.DataFrame({"business_date": known, "day": said})
    names = sold.select("currency", "split", "series").unique(maintain_order=True)
    met = names.join(each, how="cross").join(sold.select(*KEY[1:], "amount"), on=KEY[1:], how="left")
    amount = pl.col("amount").fill_null(0)
    status = pl.when(amount > 0).then(pl.lit("sold")).when(pl.col("day") == TRADED).then(pl.lit("zero"))
    return met.sort(*KEY).with_columns(amount=amount, status=status.otherwise(pl.col("day")))
