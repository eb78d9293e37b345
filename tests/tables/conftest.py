"""Every test of a table runs on each engine that computes in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.frames import ENGINES
from tests.tables.rows import ENGINE


@pytest.fixture(params=ENGINES, autouse=True)
def on_each_engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of the engine that rows are given to."""
    token = ENGINE.set(request.param)
    yield request.param
    ENGINE.reset(token)
