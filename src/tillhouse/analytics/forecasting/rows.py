"""Forecasts as rows: exact decimals whose parts sum to the whole, and a verdict where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tillhouse.analytics.forecasting._windows import Flags, Values
from tillhouse.analytics.forecasting.accuracy import Accuracy
from tillhouse.analytics.forecasting.coherence import millionths, shared_out
from tillhouse.analytics.forecasting.intervals import LEVELS, Coverage
from tillhouse.analytics.forecasting.models import BENCHMARK
from tillhouse.analytics.forecasting.opening import CLOSED, OPEN
from tillhouse.analytics.forecasting.outlook import PUBLISHED, Outlook
from tillhouse.analytics.forecasting.series import Forecast
from tillhouse.analytics.rounded import rounded

#: In place of a model: that there was nothing to try.
NONE = "none"
FORECAST, NOT_BEATEN, NO_INTERVAL = "forecast", "seasonal naive", "; no interval: too few errors"
NARROW, WIDE, UNTESTED = "; intervals too narrow", "; intervals too wide", "; intervals untested"
#: How far the coverage of the back-test may be from what the interval says, and of how many values it must be the
#: coverage: of 15, intervals that are right would be that near once in four.
_CALIBRATED, _TESTED = 0.05, 100
_Millionths = NDArray[np.int64]


def forecast_rows(found: Iterable[Forecast], schema: pl.Schema) -> pl.DataFrame:
    """One row per currency, grain, series and period; where a grain is too short for a forecast, one per series."""
    parts = [
        _unsaid(one, grain) if grain.verdict else _ahead(one, grain)
        for one in found
        for grain in one.outlooks
    ]
    return _joined(parts, schema)


def accuracy_rows(found: Iterable[Forecast], schema: pl.Schema) -> pl.DataFrame:
    """One row per currency, grain, series and model; where a grain is too short for a forecast, one per series."""
    parts: list[pl.DataFrame] = []
    for one in found:
        for grain in one.outlooks:
            parts += [_untried(one, grain)] if grain.verdict else _models(one, grain)
    return _joined(parts, schema)


def _joined(parts: Sequence[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    """The parts below each other, in the columns of the schema; null where a part lacks one."""
    return pl.concat([pl.DataFrame(schema=schema), *parts], how="diagonal_relaxed").select(*schema)


def _series(one: Forecast, grain: Outlook) -> dict[str, Any]:
    """What names each series."""
    splits, names = zip(*one.names, strict=True)
    return {
        "currency": pl.Series([one.currency] * len(names), dtype=pl.String),
        "horizon": [grain.grain.name] * len(names),
        "split": splits,
        "series": names,
    }


def _unsaid(one: Forecast, grain: Outlook) -> pl.DataFrame:
    """The first period of each series, without a number."""
    first = one.last + timedelta(days=1)
    return pl.DataFrame(_series(one, grain)).with_columns(
        period=pl.lit(first), step=pl.lit(1, pl.Int64), verdict=pl.lit(grain.verdict)
    )


def _ahead(one: Forecast, grain: Outlook) -> pl.DataFrame:
    horizon = len(grain.starts)
    published = grain.tried[PUBLISHED]
    said = pl.DataFrame(_series(one, grain)).with_columns(
        pl.Series("model", grain.models),
        pl.Series("verdict", _verdicts(grain)),
        rounded(published.measured.mase).alias("mase"),
        rounded(grain.tried[BENCHMARK].measured.mase).alias("naive_mase"),
        *(rounded(published.coverage.shares[level], 9).alias(f"coverage_{level}") for level in LEVELS),
        origins=pl.lit(grain.origins, pl.Int64),
    )
    periods = pl.DataFrame(
        {
            "period": grain.starts,
            "period_end": grain.ends,
            "step": np.arange(1, horizon + 1),
            "status": [OPEN if is_open else CLOSED for is_open in grain.is_open],
        }
    )
    amounts = {name: _money(values) for name, values in _amounts(one, grain).items()}
    return said.join(periods, how="cross", maintain_order="left_right").with_columns(**amounts)


def _verdicts(grain: Outlook) -> list[str]:
    unknown = np.any(np.isnan(grain.low[80]), axis=1)
    held = grain.tried[PUBLISHED].coverage
    calibrated = map(_calibrated, held.judged.tolist(), *(held.shares[level].tolist() for level in LEVELS))
    return [
        (NOT_BEATEN if name == BENCHMARK else FORECAST) + (NO_INTERVAL if none else said)
        for name, none, said in zip(grain.models, unknown, calibrated, strict=True)
    ]


def _calibrated(judged: int, *held: float) -> str:
    """What there is to say against intervals that held these parts, by level, of that many values."""
    if judged < _TESTED:
        return UNTESTED
    # The comparison is of floats: 0.75 is within 5 points of 0.8.
    off = [round(share - level / 100, 9) for share, level in zip(held, LEVELS, strict=True)]
    return NARROW if min(off) < -_CALIBRATED else WIDE if max(off) > _CALIBRATED else ""


def _amounts(one: Forecast, grain: Outlook) -> dict[str, tuple[_Millionths, Flags]]:
    """Each column of money: the amounts of each series and period, and where there is none."""
    point = _exact(one, grain, grain.point, millionths(grain.point[0]))
    none = np.isnan(grain.low[80])
    found = {"forecast": (point, np.zeros_like(none))}
    inner = {"low": point, "high": point}
    for level in LEVELS:
        # Rounded one by one, ends could pass the point or each other by a millionth.
        low = np.minimum(millionths(np.where(none, 0.0, grain.low[level])), inner["low"])
        high = np.maximum(millionths(np.where(none, 0.0, grain.high[level])), inner["high"])
        inner = {"low": low, "high": high}
        found |= {f"low_{level}": (low, none), f"high_{level}": (high, none)}
    for name, end in (("pessimistic", "low_80"), ("optimistic", "high_80")):
        whole = found[end][0][0]
        factor = np.divide(whole, point[0], out=np.zeros(len(whole)), where=point[0] > 0)
        unknown = np.broadcast_to(none[0], none.shape)
        found[name] = (_exact(one, grain, np.where(unknown, 0.0, grain.point * factor), whole), unknown)
    return found


def _exact(one: Forecast, grain: Outlook, amounts: Values, whole: _Millionths) -> _Millionths:
    """Amounts in millionths; the parts of each split sum to the whole, or to no more than it."""
    found = millionths(amounts)
    found[0] = whole
    for places in one.splits:
        if places:
            parts = amounts[list(places)]
            is_all = tuple(places) in grain.complete
            most = whole if is_all else np.minimum(whole, millionths(parts).sum(axis=0))
            found[list(places)] = shared_out(most, parts)
    return found


def _money(amounts: tuple[_Millionths, Flags]) -> pl.Series:
    values, none = (part.ravel() for part in amounts)
    millionth = pl.lit("0.000001").cast(pl.Decimal(38, 6))
    whole = pl.when(~pl.col("none")).then(pl.col("value")).cast(pl.Decimal(38, 0))
    frame = pl.DataFrame({"value": values, "none": none})
    return frame.select((whole * millionth).cast(pl.Decimal(38, 6))).to_series()


def _untried(one: Forecast, grain: Outlook) -> pl.DataFrame:
    return pl.DataFrame(_series(one, grain)).with_columns(
        model=pl.lit(NONE), chosen=pl.lit(False), verdict=pl.lit(grain.verdict)
    )


def _models(one: Forecast, grain: Outlook) -> Iterator[pl.DataFrame]:
    """The rows of each model, of the series it was tried on."""
    chosen = pl.Series(grain.models)
    used = [name for name in ("holidays", "promotions") if getattr(grain.using, name)]
    for name, tried in grain.tried.items():
        found = pl.DataFrame(_series(one, grain)).with_columns(
            model=pl.lit(name),
            chosen=chosen == name,
            demand=pl.Series([demand.name or None for demand in grain.demand], dtype=pl.String),
            demand_interval=rounded([demand.interval for demand in grain.demand]),
            demand_variation=rounded([demand.variation for demand in grain.demand]),
            season=pl.lit(grain.season, pl.Int64),
            regressors=pl.lit(", ".join(used)),
            origins=pl.lit(grain.origins, pl.Int64),
            verdict=pl.Series(_verdicts(grain)),
            **_measures(tried.measured),
            **_covered(tried.coverage),
        )
        yield found.filter(pl.Series(tried.meant))


def _measures(measured: Accuracy) -> dict[str, pl.Series]:
    names = ("mase", "rmsse", "wape", "bias")
    return {
        "points": pl.Series(measured.points),
        **{name: rounded(getattr(measured, name)) for name in names},
    }


def _covered(covered: Coverage) -> dict[str, pl.Series]:
    shares = {f"coverage_{level}": rounded(share, 9) for level, share in covered.shares.items()}
    return {**shares, "judged": pl.Series(covered.judged)}
