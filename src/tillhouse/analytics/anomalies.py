"""Days that are not as their past would have them: a baseline of medians, and what lies far from it.

For the n-th trading day of a series, with only the days before it:

    level     median of the sales of the last 28 trading days
    pattern   median of ln(sales / level) over the last 8 trading days of the same weekday
    expected  level · exp(pattern)
    surprise  ln(sales / level) − pattern
    spread    1.4826 · median of the surprises, without sign, of the last 56 trading days, 0.05 at least
    score     surprise / spread

The spread is the median absolute deviation, scaled to the standard deviation of a normal distribution (Hampel 1974;
Iglewicz & Hoaglin 1993, who take 3.5 of them for an outlier); half of all days may be outliers before it breaks.
Surprises are those of forecasts a day ahead, so a score allows for the error of the baseline too. Logarithms, because
sales vary by parts and not by pounds: half and twice are equally far. A day below 1 % of its level counts as 1 %.

Nothing later than a day is read for it, so what was said about it never changes when days are added.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

#: The series of all countries together.
ALL = "all"
#: A series: one country in one currency.
SERIES = ("currency", "country")
_LEVEL, _LEVEL_FROM = 28, 14
_PATTERN, _PATTERN_FROM = 8, 4
_SPREAD, _SPREAD_FROM = 56, 24
_LEAST_SPREAD = 0.05
_NEXT_TO_NOTHING = 0.01
_TO_DEVIATIONS = 1.4826
c = pl.col


@dataclass(frozen=True)
class Rule:
    """When a day is an alert: it is ``score`` spreads away, and by ``percent`` of a usual day's sales of the shop."""

    score: float
    percent: int

    @property
    def name(self) -> str:
        """What it asks for, in words."""
        return f"{self.score:g} spreads and {self.percent} % of a usual day"

    def alerts(self) -> pl.Expr:
        """Whether a row of `scored` is an alert."""
        return (c("score").abs() >= self.score) & (c("effect").abs() * 100 >= c("usual_day") * self.percent)


#: The rules whose alerts are counted; those that are on, the strictest last, with how severe an alert then is.
RULES = tuple(Rule(score, percent) for score in (2.0, 2.5, 3.0, 3.5) for percent in (10, 25, 50, 100))
ON = {"notice": Rule(2.5, 25), "warning": Rule(3.0, 50), "critical": Rule(3.5, 100)}


def daily_series(hours: pl.DataFrame) -> pl.DataFrame:
    """The days of each country and of all: ``currency, country, date, sales``, 0 on trading days without a line.

    hours: ``currency, country, business_date, sales``. A series begins with its first line; days on which nobody
    bought anything in the shop are in none.
    """
    dated = hours.with_columns(c("country").fill_null("unspecified"), date=c("business_date"))
    sums = pl.concat(
        of.group_by(*SERIES, "date").agg(c("sales").sum())
        for of in (dated, dated.with_columns(country=pl.lit(ALL)))
    )
    begins = sums.group_by(SERIES).agg(begins=c("date").min())
    every = begins.join(dated.select("date").unique(), how="cross").filter(c("date") >= c("begins"))
    found = every.join(sums, on=[*SERIES, "date"], how="left").with_columns(c("sales").fill_null(0))
    return found.drop("begins").sort(*SERIES, "date")


def scored(days: pl.DataFrame) -> pl.DataFrame:
    """`daily_series` with ``expected, effect, score`` and ``usual_day``, in floats; null without past enough.

    effect: sales less expected. usual_day: the level of all countries of the currency. 14 days make a level, 4 of the
    weekday a pattern and 24 surprises a spread, so a shop of six days a week is judged from its twelfth week on.
    """
    series = [c(name) for name in SERIES]
    weekday = c("date").dt.weekday()
    sales = c("sales").cast(pl.Float64)
    met = days.sort(*SERIES, "date").with_columns(
        level=_past(sales, _LEVEL, _LEVEL_FROM).over(series), weekday=weekday
    )
    part = (sales / c("level")).clip(lower_bound=_NEXT_TO_NOTHING).log()
    met = met.with_columns(part=pl.when(c("level") > 0).then(part))
    met = met.with_columns(pattern=_past(c("part"), _PATTERN, _PATTERN_FROM).over(*series, "weekday"))
    met = met.with_columns(surprise=c("part") - c("pattern"))
    deviation = _past(c("surprise").abs(), _SPREAD, _SPREAD_FROM).over(series) * _TO_DEVIATIONS
    score = c("surprise") / deviation.clip(lower_bound=_LEAST_SPREAD)
    met = met.with_columns(score=score, expected=c("level") * c("pattern").exp())
    usual = met.filter(country=ALL).select("currency", "date", usual_day="level")
    return (
        met.with_columns(effect=sales - c("expected"))
        .join(usual, on=["currency", "date"], how="left", maintain_order="left")
        .select(*SERIES, "date", "sales", "expected", "effect", "score", "usual_day")
    )


def _past(value: pl.Expr, span: int, least: int) -> pl.Expr:
    """The median of the last ``span`` values before this one; ``least`` of them have to be known."""
    return value.shift(1).rolling_median(span, min_samples=least)
