"""Forecasts as they are asked for: one series, one horizon, a scenario, and what another price would do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from tillhouse.analytics.pricing import price_effect
from tillhouse.answers.predictions import Forecast, Forecasts, Period, Price
from tillhouse.errors import BadQuery, FixTheSetup, UnknownName
from tillhouse.lake.snapshot import Snapshot

SCENARIOS = {"baseline": "forecast", "pessimistic": "pessimistic", "optimistic": "optimistic"}
TOTAL = "all"
_ENDS = ("low_80", "high_80", "low_95", "high_95")
_IDENTIFIED = "identified"
_CHANGE = re.compile(r"(?P<code>.+)=(?P<percent>[+-]?\d+(\.\d+)?) ?%")
_MILLIONTH = Decimal("0.000001")


def forecasts(
    snapshot: Snapshot, series: str, horizon: str, scenario: str, changes: Sequence[str]
) -> Forecasts:
    """The forecasts of a series, one for each currency and kind of series of that name.

    changes: prices to change, such as ``22423=+5%``. Raises `FixTheSetup` where the release has no forecasts, or no
    elasticities; `UnknownName` for a series that is not forecast; `BadQuery` for a change that cannot be answered, or
    two of one product.
    """
    _require(snapshot, "sales_forecast")
    rows = snapshot.rows("sales_forecast").filter(pl.col("horizon") == horizon)
    chosen = rows.filter(pl.col("series") == series)
    if chosen.is_empty():
        raise UnknownName("series of sales_forecast", series, rows["series"].unique().to_list())
    prices = [price for code, change in _wanted(changes).items() for price in _prices(snapshot, code, change)]
    found = []
    for part in chosen.sort("currency", "split", "period").partition_by(
        "currency", "split", maintain_order=True
    ):
        currency = part["currency"].to_list()[0]
        mine = [price for price in prices if price.currency == currency]
        found.append(_answer(part, rows.filter(pl.col("currency").eq_missing(currency)), scenario, mine))
    if prices and not any(answer.prices for answer in found):
        codes = ", ".join(dict.fromkeys(price.stock_code for price in prices))
        raise BadQuery(
            f"A price of {codes} changes what that product sells, and the total; {series} is neither.",
            f"Ask for one of them:  tillhouse forecast {prices[0].stock_code} --price {changes[0]}",
        )
    return Forecasts(snapshot.release.number, horizon, scenario, tuple(found))


def _require(snapshot: Snapshot, table: str) -> None:
    if table not in snapshot.release.tables:
        raise FixTheSetup(
            f"Release {snapshot.release.number} has no {table}.", f"Build it:  tillhouse analyse {table}"
        )


def _answer(part: pl.DataFrame, rows: pl.DataFrame, scenario: str, prices: Sequence[Price]) -> Forecast:
    column = SCENARIOS[scenario]
    first = part.row(0, named=True)
    names = ("verdict", "model", "origins", "mase", "naive_mase", "coverage_80", "coverage_95")
    periods = [
        Period(row["period"], row["period_end"], row["status"], row[column], {end: row[end] for end in _ENDS})
        for row in part.iter_rows(named=True)
        if row[column] is not None
    ]
    touched = [price for price in prices if first["series"] in (TOTAL, price.stock_code)]
    known = [price for price in touched if price.is_forecast]
    changed = _changed(periods, rows, column, known) if known else periods
    said = {name: first[name] for name in names}
    return Forecast(first["currency"], first["split"], first["series"], said, tuple(changed), tuple(touched))


def _changed(
    periods: Iterable[Period], rows: pl.DataFrame, column: str, prices: Sequence[Price]
) -> list[Period]:
    """The periods with what they come to if prices change, other products selling as they would have."""
    found = []
    amounts = {
        (row["series"], row["period"]): row[column]
        for row in rows.filter(pl.col("split") == "product").iter_rows(named=True)
    }
    for period in periods:
        point, low, high = (period.amount,) * 3
        for price in prices:
            sold = amounts[price.stock_code, period.first]
            point += _times(sold, price.effect.factor)
            low += _times(sold, price.effect.low)
            high += _times(sold, price.effect.high)
        found.append(
            Period(period.first, period.last, period.status, period.amount, period.ends, (point, low, high))
        )
    return found


def _times(sold: Decimal, factor: float) -> Decimal:
    """What is added to an amount whose part ``sold`` is multiplied."""
    return (sold * (Decimal(factor) - 1)).quantize(_MILLIONTH)


def _wanted(changes: Sequence[str]) -> dict[str, Decimal]:
    """Changes of price by stock code."""
    found: dict[str, tuple[str, Decimal]] = {}
    for text in changes:
        asked = _CHANGE.fullmatch(text.strip())
        if asked is None:
            raise BadQuery(
                f"{text} is no change of price.", "Write it as --price 22423=+5%, or --price 22423=-10%."
            )
        code, change = asked["code"].strip().upper(), Decimal(asked["percent"]) / 100
        if change <= -1:
            raise BadQuery(f"{text} leaves no price.", "Take less than 100 % off.")
        if code in found:
            raise BadQuery(
                f"The price of {code} is changed twice: {found[code][0]} and {text}.",
                f"Give one change of each product:  --price {text}",
            )
        found[code] = text, change
    return {code: change for code, (_, change) in found.items()}


def _prices(snapshot: Snapshot, code: str, change: Decimal) -> list[Price]:
    """A change of price as it is in each currency in which the product is sold and can be answered for."""
    _require(snapshot, "product_elasticity")
    known = snapshot.rows("product_elasticity").filter(pl.col("stock_code") == code).sort("currency")
    if known.is_empty():
        raise UnknownName("product", code, snapshot.rows("product_elasticity")["stock_code"].to_list())
    told = known.filter(pl.col("verdict") == _IDENTIFIED)
    if told.is_empty():
        why = known["verdict"].to_list()[0]
        raise BadQuery(
            f"What {code} would sell at another price cannot be told: {why}.",
            f"See what is known of it:  tillhouse show product_elasticity --where stock_code={code}",
        )
    forecast = (
        snapshot.rows("sales_forecast").filter(split="product", series=code)["currency"].unique().to_list()
    )
    return [_price(snapshot, row, change, row["currency"] in forecast) for row in told.iter_rows(named=True)]


def _price(snapshot: Snapshot, row: dict[str, Any], change: Decimal, is_forecast: bool) -> Price:
    now = _price_now(snapshot, row["stock_code"], row["currency"])
    then = now * (1 + change)
    low, high = row["price_low"], row["price_high"]
    if not low <= then <= high:
        raise BadQuery(
            f"{row['stock_code']} would cost {then.normalize():f}; it was sold from {low.normalize():f} to"
            f" {high.normalize():f}, and what lies beyond nobody has seen.",
            f"Ask for a change of its price now, {now.normalize():f}, that stays inside.",
        )
    elasticity = (row["elasticity"], row["elasticity_low"], row["elasticity_high"])
    point, least, most = (float(value) for value in elasticity)
    return Price(
        row["stock_code"],
        row["currency"],
        change,
        now,
        then,
        elasticity,
        price_effect(float(change), point, least, most),
        is_forecast,
    )


def _price_now(snapshot: Snapshot, code: str, currency: str | None) -> Decimal:
    """The price of most lines in the last month in which a product was sold; of two, the one charged last.

    Months after the end of the data do not count, unless it was sold in no other.
    """
    prices = snapshot.rows("price_history").filter(
        pl.col("stock_code") == code, pl.col("currency").eq_missing(currency), pl.col("unit_price") > 0
    )
    end: date | None = snapshot.rows("observation_window")["last_day"].max()  # type: ignore[assignment]
    known = prices.filter(pl.col("month") <= f"{end:%Y-%m}") if end else prices
    prices = prices if known.is_empty() else known
    latest = prices.filter(pl.col("month") == pl.col("month").max()).sort(
        "lines_sold", "last_sold_at", descending=True
    )
    found: Decimal = latest["unit_price"].to_list()[0]
    return found
