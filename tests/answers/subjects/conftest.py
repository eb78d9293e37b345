"""A sample shop with the analytics that explanations speak of."""

from __future__ import annotations

import pytest

from tests.shops import Shop, analysed, open_shop
from tillhouse.sample import write_sample


@pytest.fixture(scope="package")
def analysed_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A sample of 2,000 lines, taken in and analysed. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("explained")
    sample = write_sample(folder / "sales.csv", 2_000, seed=11)
    return analysed(
        open_shop(folder / "lake", sample.files[0]), "rfm_cut_points", "customer_cohorts", "product_abc"
    )
