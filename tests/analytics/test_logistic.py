"""Logistic regression, against scikit-learn and events of known probability."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tillhouse.analytics import logistic

CHANCE = np.random.default_rng(1)
MEASURES = CHANCE.normal(size=(20_000, 3)) * [1, 5, 0.2] + [0, 3, -1]
WEIGHTS = np.array([0.4, -0.8, 0.5, 0.0])


def _events(measures: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    scaled = (measures - measures.mean(axis=0)) / measures.std(axis=0)
    truth = 1 / (1 + np.exp(-(WEIGHTS[0] + scaled @ WEIGHTS[1:])))
    return np.asarray(np.random.default_rng(2).random(len(measures)) < truth)


def test_weights_are_recovered_within_their_errors() -> None:
    found = logistic.fitted(MEASURES, _events(MEASURES))
    assert found.converged
    assert (np.abs(found.weights - WEIGHTS) < 3.5 * found.errors).all() and (found.errors < 0.03).all()


def test_weights_are_those_of_scikit_learn() -> None:
    measures, event = MEASURES[:300], _events(MEASURES)[:300]
    scaled = (measures - measures.mean(axis=0)) / measures.std(axis=0)
    other = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(scaled, event)
    found = logistic.fitted(measures, event)
    assert found.weights == pytest.approx([other.intercept_[0], *other.coef_[0]], abs=1e-6)
    assert found.probability(measures) == pytest.approx(other.predict_proba(scaled)[:, 1], abs=1e-6)


def test_events_that_do_not_belong_to_their_cases_recover_nothing() -> None:
    found = logistic.fitted(MEASURES, _events(MEASURES)[::-1])
    assert np.abs(found.weights[1] - WEIGHTS[1]) > 10 * found.errors[1]


def test_what_parts_events_completely_or_does_not_vary_has_a_finite_weight() -> None:
    measures = np.column_stack([np.arange(-50.0, 50.0), np.full(100, 7.0)])
    found = logistic.fitted(measures, measures[:, 0] > 0)
    assert found.converged and np.isfinite(found.weights).all() and found.weights[2] == 0
    assert found.probability(measures)[[0, -1]] == pytest.approx([0, 1], abs=0.01)


def test_where_everything_happened_it_is_expected() -> None:
    found = logistic.fitted(MEASURES[:50], np.ones(50, dtype=bool))
    assert found.probability(MEASURES[:50]).min() > 0.99
