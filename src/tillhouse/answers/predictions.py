"""What is predicted of sales, as it is answered: periods to come, changes of price, forecasts of series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tillhouse.analytics.pricing import Effect


@dataclass(frozen=True)
class Period:
    """One period to come. amount: in the scenario. ends: of the intervals, which are those of the baseline.

    what_if: the amount after changes of price, and the least and most of it by the intervals of the elasticities.
    """

    first: date
    last: date
    status: str
    amount: Decimal
    ends: dict[str, Decimal | None]
    what_if: tuple[Decimal, Decimal, Decimal] | None = None

    def document(self) -> dict[str, Any]:
        """A period to come, for programs.

        period, period_end: date. Its first and its last day.
        status: text. `open`, or `closed` where nothing is sold.
        amount: decimal. Money, in the scenario.
        low_80, high_80, low_95, high_95: decimal or null. Ends of the intervals, which are those of the baseline.
        what_if, what_if_low, what_if_high: decimal, absent. The amount after changes of price, and its interval.
        """
        changed = zip(("what_if", "what_if_low", "what_if_high"), self.what_if or (), strict=False)
        head = {"period": self.first, "period_end": self.last, "status": self.status, "amount": self.amount}
        return {**head, **self.ends, **dict(changed)}


@dataclass(frozen=True)
class Price:
    """A change of price. now: the price of most lines in the last month of sales. is_forecast: whether the product is
    one of those that are; of another the effect is known, but not the amount.
    """

    stock_code: str
    currency: str | None
    change: Decimal
    now: Decimal
    then: Decimal
    elasticity: tuple[Decimal, Decimal, Decimal]
    effect: Effect
    is_forecast: bool

    def document(self) -> dict[str, Any]:
        """A change of price, for programs.

        stock_code: text. The product.
        change: decimal. The change, as a share.
        price, new_price: decimal. The price now, and after.
        elasticity, elasticity_low, elasticity_high: decimal. What sales answer to a price, with its interval.
        is_forecast: boolean. Whether the product is forecast; of another the factors are known and no amount.
        factor, factor_low, factor_high: number. What the money sold is multiplied by.
        """
        point, low, high = self.elasticity
        return {
            "stock_code": self.stock_code,
            "change": self.change,
            "price": self.now,
            "new_price": self.then,
            "elasticity": point,
            "elasticity_low": low,
            "elasticity_high": high,
            "is_forecast": self.is_forecast,
            "factor": round(self.effect.factor, 6),
            "factor_low": round(self.effect.low, 6),
            "factor_high": round(self.effect.high, 6),
        }


@dataclass(frozen=True)
class Forecast:
    """The forecast of one series in one currency. said: what the table says of all periods alike."""

    currency: str | None
    split: str
    series: str
    said: dict[str, Any]
    periods: tuple[Period, ...]
    prices: tuple[Price, ...]

    @property
    def verdict(self) -> str:
        """`forecast`, `seasonal naive`, or why there is none."""
        return str(self.said["verdict"])

    @property
    def total(self) -> Decimal:
        """The amount of all periods."""
        return sum((period.amount for period in self.periods), Decimal(0))

    def document(self) -> dict[str, Any]:
        """The forecast of a series, for programs.

        currency: text or null. Of its money.
        split: text. `total`, `country`, `class` or `product`.
        series: text. Which of them.
        verdict: text. `forecast`, `seasonal naive`, or why there is none.
        model: text or null. The model that was chosen.
        origins: integer or null. Moments of the past from which it was tried.
        mase, naive_mase: decimal or null. Its scaled error in the back-test, and that of seasonal naive.
        coverage_80, coverage_95: decimal or null. The share of the past that the intervals held.
        periods: list of Period. The periods to come.
        prices: list of Price. Changes of price that touch the series.
        """
        return {
            "currency": self.currency,
            "split": self.split,
            "series": self.series,
            **self.said,
            "periods": [period.document() for period in self.periods],
            "prices": [price.document() for price in self.prices],
        }


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of a series: one for each currency and kind of series of that name."""

    release: int
    horizon: str
    scenario: str
    forecasts: tuple[Forecast, ...]

    def document(self) -> dict[str, Any]:
        """Forecasts, for programs.

        release: integer. The release that answers.
        horizon: text. `daily`, `weekly` or `monthly`.
        scenario: text. `baseline`, `pessimistic` or `optimistic`.
        forecasts: list of Forecast. One for each currency and kind of series.
        """
        asked = {"release": self.release, "horizon": self.horizon, "scenario": self.scenario}
        return {**asked, "forecasts": [one.document() for one in self.forecasts]}
