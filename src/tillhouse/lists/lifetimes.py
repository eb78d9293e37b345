"""Purchase models of any list of transactions: what `tillhouse clv` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from tillhouse.analytics.customers import lifetimes as models
from tillhouse.analytics.customers.holdout import Holdout, done, held_out
from tillhouse.errors import BadSetting, FixTheData, require
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.analytics.purchases import PurchaseFit
    from tillhouse.analytics.spend import SpendFit
    from tillhouse.lists.transactions import Transactions

#: Days in a unit of time.
UNITS = {"day": 1, "week": 7}
_PLACES = 6


@dataclass(frozen=True)
class Counts:
    """What the models were fitted on, and what they were not.

    refunded: days left out because refunds outweigh what was bought. free: days on which everything was free.
    later: customers who first bought after the end of calibration.
    """

    transactions: int
    anonymous: int
    days: int
    refunded: int
    free: int
    customers: int
    repeaters: int
    later: int


@dataclass(frozen=True)
class Answer:
    """Both models, and how well they predicted what followed; holdout is None where the file ends with the calibration.

    layout: how the file was read. end: the last day of calibration. until: the last day of the file. doubts: what
    speaks against the answer.
    """

    layout: str
    unit: str
    end: date
    until: date
    doubts: tuple[str, ...]
    definitions: Mapping[str, str]
    counts: Counts
    lifetimes: models.Lifetimes
    holdout: Holdout | None

    def document(self) -> dict[str, Any]:
        """Models of customer lifetime value, for programs; numbers to the millionth, null for what cannot be told.

        layout: text. How the file was read.
        unit: text. Of time: `day` or `week`.
        calibration_end: date. The last day that the models are fitted on.
        last_day: date. The last day of the file.
        warnings: list of text. What may spoil the answer.
        definitions: object of text. What the words of the models mean here.
        counts: object of integer. What the models were fitted on, and what they were not.
        bg_nbd: object. The model of how often customers buy.
        bg_nbd.parameters, bg_nbd.standard_errors: object or null. By parameter; null where it is not identifiable.
        bg_nbd.log_likelihood: number or null. Over all customers.
        bg_nbd.customers: integer. Customers it was fitted on.
        bg_nbd.converged: boolean. Whether the search for it ended.
        bg_nbd.not_identified: list of text. Parameters that the data do not tell.
        gamma_gamma: object. The model of what they spend; its fields are those of `bg_nbd`, and one more.
        gamma_gamma.parameters, gamma_gamma.standard_errors: object or null. By parameter.
        gamma_gamma.log_likelihood: number or null. Over all customers.
        gamma_gamma.customers: integer. Customers it was fitted on.
        gamma_gamma.converged: boolean. Whether the search for it ended.
        gamma_gamma.not_identified: list of text. Parameters that the data do not tell.
        gamma_gamma.correlation_of_frequency_and_value: number or null. The model takes it to be 0.
        holdout: object or null. What was predicted for the days after calibration, and what happened.
        holdout.until: date. The last of these days.
        holdout.purchases, holdout.baseline: object. Errors of purchases: of the model, and if each went on as before.
        holdout.value: object or null. Errors of money, of the model; null where it cannot tell.
        holdout.baseline_value: object. Errors of money, if each went on as before.
        holdout.by_calibration_purchases: list of object. Mean purchases after, by repeat purchases before.
        """
        purchases, spend = self.lifetimes.purchases, self.lifetimes.spend
        correlation = {"correlation_of_frequency_and_value": _number(self.lifetimes.correlation)}
        return {
            "layout": self.layout,
            "unit": self.unit,
            "calibration_end": self.end,
            "last_day": self.until,
            "warnings": list(self.doubts),
            "definitions": dict(self.definitions),
            "counts": asdict(self.counts),
            "bg_nbd": _model(purchases, purchases.rates),
            "gamma_gamma": _model(spend, spend.spend) | correlation,
            "holdout": _compared(self.holdout, self.until) if self.holdout else None,
        }


def _model(fit: PurchaseFit | SpendFit, parameters: Any) -> dict[str, Any]:
    return {
        "parameters": _numbers(parameters._asdict()) if parameters else None,
        "standard_errors": _numbers(fit.errors._asdict()) if parameters else None,
        "log_likelihood": _number(fit.log_likelihood),
        "customers": fit.customers,
        "converged": fit.converged,
        "not_identified": list(fit.unknown),
    }


def _compared(holdout: Holdout, until: date) -> dict[str, Any]:
    return {
        "until": until,
        "purchases": _numbers(asdict(holdout.purchases)),
        "baseline": _numbers(asdict(holdout.baseline)),
        "value": _numbers(asdict(holdout.value)) if holdout.value else None,
        "baseline_value": _numbers(asdict(holdout.baseline_value)),
        "by_calibration_purchases": [_numbers(asdict(group)) for group in holdout.groups],
    }


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return round(value, _PLACES) if isfinite(value) else None


def answered(given: Transactions, calibration_end: date, unit: str, paid_only: bool) -> Answer:
    """Models of the transactions until a day of the file, or `MissingExtra`.

    Raises `FixTheData` where nobody bought by then, or where the file ends earlier: nobody knows what followed.

    A day of a customer is a purchase if what was spent on it is above 0, or if all of it was free: without
    ``paid_only`` such days count, as in the published analyses of CDNOW.
    """
    require("analytics", "Fitting models", "numpy", "scipy")
    days = _days(given.rows)
    free = days.filter((days["spent"] == 0) & (days["low"] >= 0))
    bought = days.filter((days["spent"] > 0) | ((days["low"] >= 0) & (not paid_only)))
    refunded = len(days) - len(free) - int((days["spent"] > 0).sum())
    if bought.is_empty():
        raise FixTheData(
            "Nobody bought anything on any day of the file: "
            f"{number_of(given.anonymous, 'transaction is', 'transactions are')} without a customer, "
            f"on {number_of(refunded, 'day')} refunds outweigh what was bought, "
            f"on {number_of(len(free), 'day')} everything was free.",
            "Name the columns of the customer and of the money:  tillhouse clv FILE --customer COL --amount COL …",
        )
    until = cast(date, days["day"].max())
    if calibration_end > until:
        raise FixTheData(
            f"Calibration ends on {calibration_end}, but the file on {until}: what was bought between them is unknown.",
            f"Give a day of the file:  tillhouse clv FILE --calibration-end {until}",
        )
    customers = _customers(bought, calibration_end)
    seen = models.seen(customers, calibration_end, UNITS[unit])
    found = models.fitted(seen)
    counts = Counts(
        transactions=len(given.rows),
        anonymous=given.anonymous,
        days=len(bought),
        refunded=refunded,
        free=len(free),
        customers=len(customers),
        repeaters=int((seen.frequency > 0).sum()),
        later=bought["customer"].n_unique() - len(customers),
    )
    holdout = None
    if until > calibration_end and found.purchases.rates is not None:
        horizon = (until - calibration_end).days / UNITS[unit]
        after = _after(bought, customers, calibration_end, until)
        holdout = held_out(seen, found, horizon, *after)
    return Answer(
        given.layout,
        unit,
        calibration_end,
        until,
        tuple(given.doubts),
        definitions(paid_only),
        counts,
        found,
        holdout,
    )


def definitions(paid_only: bool) -> dict[str, str]:
    """What the words of the models mean here."""
    free = "" if paid_only else ", or on which everything was free"
    return {
        **models.DEFINITIONS,
        "purchase": f"a distinct day of a customer with spend above 0{free}; several purchases of a day are one",
        "day": "as written; the offset of a time (Z, +01:00) does not move it, and seconds since 1970 are days in UTC",
    }


def parsed_day(text: str) -> date:
    """A day from YYYY-MM-DD. Raises `BadSetting`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadSetting(f"{text} is not a day.", "Write it as 1997-09-30.") from error


def _days(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per customer and day: what was spent, and the lowest amount."""
    import polars as pl

    amount = pl.col("amount")
    by = rows.group_by("customer", "day").agg(spent=amount.sum(), low=amount.min())
    return by.with_columns(pl.col("spent").cast(pl.Decimal(38, 6))).sort("customer", "day")


def _customers(bought: pl.DataFrame, until: date) -> pl.DataFrame:
    import polars as pl

    from tillhouse.frame import framed, gathered

    found = gathered(models.observed(framed(bought.lazy()), ["customer"], until)).sort("customer").to_polars()
    if found.is_empty():
        first, last = (
            str(bought.select(day)["day"].item()) for day in (pl.col("day").min(), pl.col("day").max())
        )
        raise FixTheData(
            f"Nobody bought until {until}; the file has purchases from {first} to {last}.",
            f"Give a day between them:  tillhouse clv FILE --calibration-end {last}",
        )
    return found


def _after(
    bought: pl.DataFrame, customers: pl.DataFrame, after: date, until: date
) -> tuple[models.Floats, models.Floats]:
    """What the customers bought and paid in the time held out, in their order."""
    from tillhouse.frame import framed, gathered

    later = gathered(models.followed(framed(bought.lazy()), ["customer"], after, until)).to_polars()
    return done(customers, later, ["customer"])
