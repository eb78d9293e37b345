"""Classes of demand."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics.forecasting.demand import demands


@pytest.mark.parametrize(
    ("values", "name", "interval", "variation"),
    [
        ([4, 4, 4, 4], "smooth", 1.0, 0.0),
        ([4, 0, 4, 0], "intermittent", 2.0, 0.0),
        ([1, 1, 1, 9], "erratic", 1.0, 12 / 9),
        ([1, 0, 1, 0, 1, 0, 9, 0], "lumpy", 2.0, 12 / 9),
        ([1, np.nan, 1, np.nan], "smooth", 1.0, 0.0),
    ],
)
def test_classes_meet_where_syntetos_and_boylan_put_them(
    values: list[float], name: str, interval: float, variation: float
) -> None:
    (found,) = demands(np.array([values], dtype=float))
    assert (found.name, found.interval) == (name, interval)
    assert found.variation == pytest.approx(variation)


def test_without_a_sale_there_is_no_class() -> None:
    (found,) = demands(np.zeros((1, 5)))
    assert found.name == ""
    assert np.isnan(found.interval)
