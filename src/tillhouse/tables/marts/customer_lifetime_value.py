"""What customers have been worth, and what they can be expected to be worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from tillhouse.analytics.customers import lifetimes
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, rows_like
from tillhouse.table import Column, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HORIZONS = (30, 90, 180, 365)
VERDICTS = (
    "estimated",
    "bought once",
    "leaving not identified",
    "rates not identified",
    "not converged",
    "not identifiable",
    "no purchase",
)
#: What `purchase_model` says of gamma-gamma and of its money in the hold-out, and "estimated" for fitted.
_WORSE = "worse than baseline"
VALUE_VERDICTS = (
    "estimated",
    _WORSE,
    "value depends on frequency",
    "spread not identified",
    "no mean",
    "not converged",
    "not identifiable",
    "no purchase",
)
_KEY = ("customer_key", "currency")
c = nw.col
_COLUMNS: Mapping[str, Column] = {
    "customer_key": Column("integer", "Durable customer key."),
    "customer_id": Column("text", "Customer as the shop knows it.", "personal"),
    "currency": Column("text", "ISO 4217."),
    "reference_date": Column("date", "End of the data: `last_day` of `observation_window`."),
    "historic": Column("total", "Products sold less what came back, over all time, on the day it happened."),
    "frequency": Column("integer", "Purchases after the first; a purchase is a day with a positive net."),
    "recency_days": Column("integer", "Recency t_x: days from the first purchase to the last."),
    "age_days": Column("integer", "T: days from the first purchase to the reference date."),
    "monetary_value": Column("total", "Mean net of the purchases after the first; null without one."),
    "p_alive": Column(
        "share",
        "Probability that the customer has not left. 1 for who bought once: nobody leaves the model before a second "
        "purchase.",
    ),
    "expected_spend": Column("number", "Mean value to be expected of a purchase to come."),
    **{
        f"{what}_{days}": Column("number", f"{words} of the {days} days after the reference date.")
        for what, words in (
            ("purchases", "Expected purchases"),
            ("value", "Expected purchases by expected spend, not discounted,"),
        )
        for days in HORIZONS
    },
    "verdict": Column(
        "text",
        "`estimated`; `bought once` (counts as alive by assumption; the spend expected is that of the population); "
        "`leaving not identified`, `rates not identified`, `not converged` (of the currency, see `purchase_model`: "
        "after the first, p_alive says little); `not identifiable` (no model, no estimates); `no purchase` (no day "
        "with a positive net).",
    ),
    "value_verdict": Column(
        "text",
        "Of expected_spend, and so of value: `estimated`; `worse than baseline` (in the hold-out each going on as "
        "before predicted the money better, see `purchase_model`); `value depends on frequency`, `spread not "
        "identified`, `no mean` (who bought once has no expected spend), `not converged` (of the currency, see "
        "`purchase_model`); `not identifiable` (no expected spend, no value); `no purchase`.",
    ),
}


@table(
    key=_KEY,
    money="historic",
    owner="customers",
    computed_from={
        "*": (
            "customer_days.customer_key customer_days.business_date customer_sales.customer_key "
            "observation_window.last_day"
        ),
        "frequency recency_days age_days monetary_value p_alive expected_spend purchases_30 "
        "purchases_90 purchases_180 purchases_365 value_30 value_90 value_180 value_365 "
        "verdict value_verdict": ("customer_sales.currency"),
        "customer_key": "customer_sales.customer_key",
        "currency": "customer_sales.currency",
        "customer_id": "customer_sales.customer_id",
        "reference_date": "observation_window.last_day",
        "historic": "customer_sales.net_product_sales",
        "frequency recency_days age_days monetary_value verdict value_verdict": (
            "customer_days.business_date customer_days.net customer_days.currency"
        ),
        "verdict": "purchase_model.currency purchase_model.verdict",
        "value_verdict": (
            "purchase_model.currency purchase_model.spend_verdict purchase_model.p "
            "purchase_model.q purchase_model.gamma purchase_model.value_holdout_verdict"
        ),
        "p_alive purchases_30 purchases_90 purchases_180 purchases_365 value_30 value_90 "
        "value_180 value_365": (
            "customer_days.business_date customer_days.net customer_days.currency "
            "purchase_model.currency purchase_model.verdict purchase_model.r "
            "purchase_model.alpha purchase_model.a purchase_model.b"
        ),
        "expected_spend value_30 value_90 value_180 value_365": (
            "customer_days.business_date customer_days.net customer_days.currency "
            "purchase_model.currency purchase_model.spend_verdict purchase_model.p "
            "purchase_model.q purchase_model.gamma"
        ),
    },
    scope="customers",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("verdict", VERDICTS),
        one_of("value_verdict", VALUE_VERDICTS),
        in_range("p_alive", low=0, high=1, on_fail="stop"),
        refers_to("customer_key", "dim_customer.customer_key", on_fail="stop"),
    ],
)
def customer_lifetime_value(
    customer_days: Frame, customer_sales: Frame, observation_window: Frame, purchase_model: Frame
) -> Frame:
    """One row per identified customer and currency: value to date, and value to be expected, by horizon.

    Historic and predicted are two things. The first is in the books. The second is what `purchase_model` makes of
    frequency, recency, T and monetary value. That table says how well it predicted purchases and money, for as many
    days as its ``holdout_days``. A horizon of more days was never tested.
    """
    _, end = bounds(observation_window, "last_day")
    models = {row["currency"]: row for row in gathered(purchase_model).iter_rows(named=True)}
    known = lifetimes.by_currency(_customers(customer_days, customer_sales, end)) if end else {}
    parts = [_estimated(part, models.get(currency), end) for currency, part in known.items()]
    return rows_like(
        customer_days, pl.concat(parts).to_dict() if parts else {}, customer_lifetime_value.types
    )


def _customers(days: Frame, sales: Frame, end: date) -> pl.DataFrame:
    """Every customer, sorted, with what is observed of those with a purchase."""
    known = sales.select(*_KEY, "customer_id", historic=c("net_product_sales"))
    seen = lifetimes.observed(lifetimes.purchases(days), _KEY, end)
    customers: pl.DataFrame = gathered(known).to_native()
    observed: pl.DataFrame = gathered(seen).to_native()
    met = customers.sort(_KEY).join(observed, on=_KEY, how="left", nulls_equal=True, maintain_order="left")
    first, last = pl.col("first"), pl.col("last")
    return met.with_columns(
        reference_date=pl.lit(end),
        recency_days=(last - first).dt.total_days(),
        age_days=(pl.lit(end) - first).dt.total_days(),
        monetary_value=pl.col("value"),
    )


def _estimated(customers: pl.DataFrame, model: Mapping[str, Any] | None, end: date) -> pl.DataFrame:
    """The customers of one currency, with what its model says of those with a purchase."""
    from tillhouse.analytics.rounded import rounded

    said = model["verdict"] if model else "not identifiable"
    once = pl.when(pl.col("frequency") == 0).then(pl.lit("bought once")).otherwise(pl.lit("estimated"))
    verdict = once if said == "fitted" else pl.lit(said)
    bought = pl.col("first").is_not_null()
    of_value = (
        "not identifiable" if lifetimes.spending(model) is None or not model else model["spend_verdict"]
    )
    if model and of_value == "fitted":
        of_value = _WORSE if model["value_holdout_verdict"] == _WORSE else "estimated"
    value = pl.lit(of_value)
    met = customers.with_columns(
        pl.when(bought).then(said).otherwise(pl.lit("no purchase")).alias(name)
        for name, said in (("verdict", verdict), ("value_verdict", value))
    )
    known = met.filter(bought).select(*_KEY, "first", "last", "frequency", "value")
    estimates = _estimates(lifetimes.seen(known, end), model)
    stored = [
        rounded(values, 9 if name == "p_alive" else 18).alias(name) for name, values in estimates.items()
    ]
    joined = known.select(_KEY).with_columns(stored)
    return met.join(joined, on=_KEY, how="left", nulls_equal=True, maintain_order="left")


def _estimates(customers: lifetimes.Seen, model: Mapping[str, Any] | None) -> dict[str, Floats]:
    """Estimates by column, nan for what the model does not tell."""
    import numpy as np

    from tillhouse.analytics import purchases, spend

    history = (customers.frequency, customers.recency, customers.age)
    unknown = np.full(len(customers.age), np.nan)
    rates, values = lifetimes.rates(model), lifetimes.spending(model)
    each = unknown if values is None else spend.expected(values, customers.frequency, customers.value)
    found = {"p_alive": unknown, "expected_spend": each}
    if rates is not None:
        found["p_alive"] = purchases.alive(rates, *history)
    for days in HORIZONS:
        bought = unknown if rates is None else purchases.expected(rates, *history, float(days))
        found |= {f"purchases_{days}": bought, f"value_{days}": bought * each}
    return found
