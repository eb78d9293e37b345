"""Engines mix: what one of them published is read, extended, verified and rolled back by another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.calls import caller, write_shop
from tests.frames import ENGINES
from tests.shops import Shop, open_shop, take_in
from tillhouse.lake.releases import Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import load
from tillhouse.sources import open_all
from tillhouse.upkeep.rollback import rolled_back
from tillhouse.upkeep.verification import verified

PAIRS = [(one, other) for one in ENGINES for other in ENGINES if one != other]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The fingerprints of both releases when one engine makes them."""
    return [shop.fingerprints for shop in _two_releases(tmp_path_factory.mktemp("one"), "polars", "polars")]


def _two_releases(folder: Path, one: str, other: str) -> list[Shop]:
    write_shop(folder)
    first = open_shop(folder / "lake", folder / "shop.csv", engine=one)
    settings = replace(first.settings, engine=other)
    release = take_in(settings, open_all(folder / "december.csv"))
    assert release is not None
    return [first, Shop(settings, release)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_lake_goes_from_engine_to_engine(
    expected: list[dict[str, str]], tmp_path: Path, one: str, other: str
) -> None:
    first, second = _two_releases(tmp_path, one, other)
    assert [first.fingerprints, second.fingerprints] == expected
    assert verified(first.settings, second.release).findings == ()
    assert verified(second.settings, first.release).findings == ()
    pipeline = Pipeline(second.settings)
    with pipeline.writing():
        candidate = rolled_back(pipeline, 1)
        assert candidate is not None
        back = pipeline.publish(candidate)
    assert back.digest == first.release.digest
    assert verified(first.settings, back).findings == ()


def test_auto_says_which_engine_it_took_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shop(tmp_path)
    root = tmp_path / "lake"
    said = caller(capsys)(
        "--root", root, "--engine", "auto", "open", tmp_path / "shop.csv", "--yes", "--json"
    )
    assert said.code == 0
    assert said.err.startswith("Engine polars: 0 MB of input need about 0.6 GB of the ")
    assert len(Releases(root).numbers()) == 1
    assert load(str(root)).engine == "polars"
