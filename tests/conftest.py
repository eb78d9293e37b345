"""Fixtures for all tests."""

from __future__ import annotations

import pytest

from tests.frames import ENGINES, Engine


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """A constructor of small frames; the test runs once for each engine."""
    return ENGINES[request.param]
