"""Fixtures for all tests, and the rule that under CI nothing is skipped."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests.frames import ENGINES, Engine
from tests.shops import Shop, in_england, open_shop
from tillhouse.sample import write_sample

# One example that fails is enough to notice a planted fault; a smaller one is not looked for.
# A busy machine is no fault: an example may take its time, the test as a whole has a limit.
settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")
settings.register_profile("mutants", derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))

REFERENCE = Path(__file__).parents[2] / "shared" / "data" / "OnlineRetail.csv.gz"


def under_ci() -> bool:
    """Whether this run decides if a change is accepted."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI a test that cannot run has failed: what was not tested is never green."""
    report = yield
    return report if hasattr(report, "wasxfail") else _not_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    return _not_skipped((yield))


def _not_skipped(report: Any) -> Any:
    if report.skipped and under_ci():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome, report.longrepr = "failed", f"Skipped, which CI does not allow: {reason}"
    return report


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """A constructor of small frames; the test runs once for each engine."""
    return ENGINES[request.param]


@pytest.fixture(scope="session")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference data as it commonly circulates, unpacked. It lies beside the repository, not in it."""
    if not REFERENCE.exists():
        pytest.skip(f"the reference data is not at ../{REFERENCE.relative_to(REFERENCE.parents[2])}")
    path = tmp_path_factory.mktemp("reference") / "OnlineRetail.csv"
    with gzip.open(REFERENCE) as packed, path.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    return path


@pytest.fixture(scope="session")
def reference_lake(reference_file: Path) -> Shop:
    """The reference data taken in once, as detected, with the holidays of England. Read it; do not change it."""
    return open_shop(in_england(reference_file.parent / "lake"), reference_file)


@pytest.fixture(scope="session")
def small_lake(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A sample of 2,000 lines with its faults, taken in once. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("small")
    sample = write_sample(folder / "sales.csv", 2_000, seed=7)
    return open_shop(folder / "lake", sample.files[0])
