"""Which forecasts are the answer: the models that won, scaled so that sums agree, none worse than the benchmark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tillhouse.analytics.forecasting._windows import Flags, Values
from tillhouse.analytics.forecasting.accuracy import accuracy, winners, worse
from tillhouse.analytics.forecasting.backtest import Test
from tillhouse.analytics.forecasting.coherence import scaled
from tillhouse.analytics.forecasting.models import BENCHMARK

#: Rounds in which parts that came out worse than the benchmark are given to it.
_ROUNDS = 12


def answers(test: Test, splits: Sequence[Sequence[int]]) -> tuple[Values, list[str]]:
    """What is published, (series, origins and now, horizon), and the model of each series; the first is the total.

    splits: the series that are parts of the total, split by split. Parts that are all of it are scaled to it; parts
    that are not, where they are more than it. A part that scaling makes worse than the benchmark is published as the
    benchmark. Where that does not go, the total is the benchmark too: those of parts sum to that of the whole.
    """
    won = winners(test.measured, BENCHMARK)
    for models in (won, [BENCHMARK, *won[1:]]):
        found = _agreed(test, models, splits)
        if found is not None:
            return found
    usual = np.nan_to_num(test.made[BENCHMARK])
    for places in splits:
        every = np.ones(len(places), dtype=np.bool_)
        usual[places] = scaled(_whole(test, usual[0], usual[places], places), usual[places], every)
    return usual, [BENCHMARK] * len(usual)


def is_all(test: Test, places: Sequence[int]) -> bool:
    """Whether some series are all parts of the total: together they have always sold what it sold."""
    raw = np.nan_to_num(test.seen.raw[:, -1])
    return bool(np.allclose(raw[places].sum(axis=0), raw[0], rtol=1e-9, atol=1e-6))


def _agreed(
    test: Test, models: Sequence[str], splits: Sequence[Sequence[int]]
) -> tuple[Values, list[str]] | None:
    """The forecasts of these models made to agree, split by split; None where a part would become worse."""
    points = np.nan_to_num(np.stack([test.made[name][place] for place, name in enumerate(models)]))
    named = list(models)
    for places in splits:
        found = _scaled(test, points, places)
        if found is None:
            return None
        points[places], held = found
        for place in np.asarray(places)[held].tolist():
            named[place] = BENCHMARK
    return points, named


def _scaled(test: Test, points: Values, places: Sequence[int]) -> tuple[Values, Flags] | None:
    """The parts, and which of them are the benchmark; None where one cannot be kept from being worse."""
    sold, benchmark = test.sold.of(places), test.measured[BENCHMARK].of(places)
    usual = np.nan_to_num(test.made[BENCHMARK][places])
    held = np.zeros(len(places), dtype=np.bool_)
    for _ in range(_ROUNDS):
        mixed = np.where(held[:, None, None], usual, points[places])
        found = scaled(_whole(test, points[0], mixed, places), mixed, held)
        bad = worse(accuracy(sold, found[:, :-1]), benchmark)
        if not bad.any():
            return found, held
        if not (bad & ~held).any():
            return None
        held = held | bad
    return None


def _whole(test: Test, total: Values, parts: Values, places: Sequence[int]) -> Values:
    """What the parts are to come to."""
    most: Values = total if is_all(test, places) else np.minimum(total, parts.sum(axis=0))
    return most
