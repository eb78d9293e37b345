"""Inputs of some tables, so that what they depend on shows: more rows for a model, or fewer where it takes long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import polars as pl

c = pl.col
Adjusted = Callable[[pl.DataFrame], pl.DataFrame]
_WORDS = (
    "RED",
    "BLUE",
    "GREEN",
    "SMALL",
    "LARGE",
    "OLD",
    "SILVER",
    "ROUND",
    "PAPER",
    "WOODEN",
    "TALL",
    "PLAIN",
)
#: Words that name a category, each with one that goes along with it, and names in which only the latter is found.
_KINDS = (
    ("CHRISTMAS", "BAUBLE"),
    ("CANDLE", "WAX"),
    ("", "WAX"),
    ("", "BAUBLE"),
    ("MUG", "CUP"),
    ("LUNCH", "BOX"),
)


def adjusted(name: str, reader: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of an input as one of its readers gets them."""
    return _ADJUSTED.get((name, reader), lambda same: same)(rows)


def _in_stores(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of two stores and two channels, with taxes and discounts."""
    place = pl.int_range(pl.len())
    money = pl.when(place % 2 > 0).then(c("amount") / 10).cast(lines.schema["tax"])
    return lines.with_columns(
        tax=money,
        discount=money.fill_null(0).cast(lines.schema["discount"]),
        store=pl.when(place % 3 > 0).then(pl.lit("North")).otherwise(pl.lit("South")),
        channel=pl.when(place % 5 > 0).then(pl.lit("till")).otherwise(pl.lit("web")),
    )


def _of_products(*codes: str) -> Adjusted:
    return lambda rows: rows.filter(c("stock_code").is_in(codes))


def _few_series(days: pl.DataFrame) -> pl.DataFrame:
    is_recent = c("business_date") >= date(2011, 5, 1)
    return days.filter(
        is_recent & ((c("split") == "total") | (c("series") == "10001") & (c("currency") == "GBP"))
    )


def _many_customers(days: pl.DataFrame) -> pl.DataFrame:
    """The customers several times over, each time some days later."""
    copies = [
        days.with_columns(
            c("customer_key") + 1000 * n,
            c("customer_id") + f"/{n}",
            c("business_date") - timedelta(days=9 * n),
        ).filter(c("business_date").dt.ordinal_day() % (n + 2) != 0)
        for n in range(6)
    ]
    return pl.concat(copies)


def _some_without_products(receipts: pl.DataFrame) -> pl.DataFrame:
    """Prices below 0 cancel those above: what products came to is 0, though some were sold."""
    return receipts.with_columns(
        sold=pl.when(pl.int_range(pl.len()) % 4 == 0)
        .then(0)
        .otherwise(c("sold"))
        .cast(receipts["sold"].dtype)
    )


def _all_identified(products: pl.DataFrame) -> pl.DataFrame:
    return products.with_columns(verdict=pl.lit("identified"))


def _with_spikes(hours: pl.DataFrame) -> pl.DataFrame:
    """Every twentieth hour of one country sells thirty times as much."""
    rare = (pl.int_range(pl.len()) % 20 == 0) & (c("country") == "France")
    return hours.with_columns(
        sales=pl.when(rare).then(c("sales") * 30).otherwise(c("sales")).cast(hours["sales"].dtype)
    )


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Many products, whose names tell the category or do not."""
    names = [
        " ".join([kind, word, other, along])
        for kind, along in _KINDS
        for word in _WORDS
        for other in _WORDS[:4]
        if word != other
    ]
    first = rows.head(1).select(pl.exclude("name", "stock_code", "product_key"))
    made = pl.DataFrame(
        {
            "name": names,
            "stock_code": [f"{10000 + n // 3}{'ABC'[n % 3]}" for n in range(len(names))],
            "product_key": range(len(names)),
        }
    )
    return made.join(first, how="cross").select(rows.columns).cast(dict(rows.schema))


def _some_guessed(categories: pl.DataFrame) -> pl.DataFrame:
    guessed = pl.int_range(pl.len()) % 7 == 0
    return categories.with_columns(source=pl.when(guessed).then(pl.lit("classifier")).otherwise(c("source")))


def _fitted(models: pl.DataFrame) -> pl.DataFrame:
    """Both models are fitted for one currency, for which that of value is worse than the baseline."""
    fitted = {"r": 1.2, "alpha": 20.5, "a": 0.4, "b": 2.5, "p": 3.1, "q": 4.2, "gamma": 15.5}
    values = {
        name: (pl.int_range(pl.len()) * 0.1 + value).cast(models[name].dtype)
        for name, value in fitted.items()
    }
    of = {"verdict": "fitted", "spend_verdict": "fitted", "value_holdout_verdict": "worse than baseline"}
    is_one = c("currency") == "GBP"
    verdicts = {
        name: pl.when(is_one).then(pl.lit(said)).otherwise(pl.lit("not identifiable"))
        for name, said in of.items()
    }
    return models.with_columns(**values, **verdicts)


def _lower(products: pl.DataFrame) -> pl.DataFrame:
    """All but a few rank too low to be series of their own."""
    return products.with_columns(c("rank") * 40)


def _taxed(lines: pl.DataFrame) -> pl.DataFrame:
    """A feed with a column of taxes."""
    return lines.with_columns(tax=(c("amount") / 5).cast(lines["tax"].dtype))


def _discounted(lines: pl.DataFrame) -> pl.DataFrame:
    """A feed with discounts on its lines."""
    gross = (c("amount") * 2).cast(lines["gross_amount"].dtype)
    less = {"discount": c("amount").cast(lines["discount"].dtype)} if "discount" in lines.columns else {}
    return lines.with_columns(gross_amount=gross, **less)


_ADJUSTED: Mapping[tuple[str, str], Adjusted] = {
    ("ledger", "store_sales"): _in_stores,
    ("ledger", "sales_bridge"): _taxed,
    ("ledger", "fact_sales"): _taxed,
    ("sales_bridge", "daily_sales"): _discounted,
    ("product_months", "product_sales"): _discounted,
    ("ledger", "product_elasticity"): _of_products("10001", "10002"),
    ("demand_days", "sales_forecast"): _few_series,
    ("demand_days", "forecast_accuracy"): _few_series,
    ("customer_days", "churn_calibration"): _many_customers,
    ("customer_days", "customer_churn"): _many_customers,
    ("receipts", "kpis"): _some_without_products,
    ("product_elasticity", "demand_days"): _all_identified,
    ("dim_product", "product_categories"): _named,
    ("product_categories", "category_accuracy"): _some_guessed,
    ("purchase_model", "customer_lifetime_value"): _fitted,
    ("purchase_model", "customer_churn"): _fitted,
    ("product_abc", "demand_days"): _lower,
    ("sales_hours", "sales_anomalies"): _with_spikes,
    ("sales_hours", "anomaly_rules"): _with_spikes,
}
