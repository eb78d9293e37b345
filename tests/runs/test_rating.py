"""Exchange rates taken in from a file, and published as a release of their own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.shops import Shop
from tillhouse.errors import FixTheSetup, UnreadableFile
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs import rating
from tillhouse.runs.analysing import analyse
from tillhouse.settings.rates import Rates
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.verification import verified


@pytest.fixture
def settings(small_lake: Shop, tmp_path: Path) -> Settings:
    """A copy of the small lake that reports in US dollars."""
    root = tmp_path / "lake"
    shutil.copytree(small_lake.settings.root, root)
    return replace(small_lake.settings, root=root, rates=Rates(to="USD", base="GBP", max_age=2000))


def _load(settings: Settings, *rates: str, name: str = "rates.csv") -> rating.Taken:
    path = settings.root.parent / name
    path.write_text("\n".join(["date,currency,rate", *rates]))
    return rating.load(settings, path, None, Telemetry())


def _converted(settings: Settings, release: int | None = None) -> set[Decimal]:
    snapshot = Snapshot(settings, Releases(settings.place).load(release) if release else None)
    return set(snapshot.rows("converted_sales")["rate"].to_list())


def test_rates_are_a_release_in_which_nothing_that_was_sold_differs(settings: Settings) -> None:
    before = Releases(settings.place).latest()
    assert before
    done = _load(settings, "2010-01-04,USD,1.5", "2010-01-05,USD,1.6")
    assert done.release
    assert (done.release.parent, len(done.new), done.known) == (before.number, 2, 0)
    assert done.release.digest == before.digest
    assert not verified(settings, done.release).findings


def test_rates_in_force_are_not_taken_in_again(settings: Settings) -> None:
    _load(settings, "2010-01-04,USD,1.5")
    again = _load(settings, "2010-01-04,USD,1.50", name="copy.csv")
    assert (again.release, again.new, again.known) == (None, (), 1)


def test_a_correction_holds_from_then_on_and_a_past_release_keeps_what_it_said(settings: Settings) -> None:
    _load(settings, "2010-01-04,USD,1.5")
    first = analyse(settings, ["converted_sales"], Telemetry()).release
    corrected = _load(settings, "2010-01-04,USD,1.7")
    assert first
    assert corrected.release
    assert "converted_sales" in corrected.release.stale({})
    analyse(settings, ["converted_sales"], Telemetry())
    assert _converted(settings, first.number) == {Decimal("1.5")}
    assert _converted(settings) == {Decimal("1.7")}
    assert Snapshot(settings).rows("exchange_rates").height == 2
    assert [one.rate.rate for one in rating.in_force(Snapshot(settings))] == ["1.7"]


def test_a_release_with_rates_can_be_built_again_from_bronze(settings: Settings, tmp_path: Path) -> None:
    _load(settings, "2010-01-04,USD,1.5")
    release = analyse(settings, ["converted_sales"], Telemetry()).release
    assert release
    assert not rebuilt(settings, release, tmp_path / "again").findings


def test_a_file_with_one_wrong_value_is_not_taken_in_at_all(settings: Settings) -> None:
    with pytest.raises(UnreadableFile, match="line 3"):
        _load(settings, "2010-01-04,USD,1.5", "2010-01-05,USD,0")
    assert Snapshot(settings).rows("exchange_rates").is_empty()


def test_the_currency_of_all_sales_is_the_base_unless_another_is_set(settings: Settings) -> None:
    none = replace(settings, rates=Rates())
    assert rating.base_of(none, Snapshot(none)) == rating.reporting(none, Snapshot(none)) == "GBP"
    assert rating.base_of(settings, Snapshot(settings)) == "GBP"
    assert rating.reporting(settings, Snapshot(settings)) == "USD"


def test_without_a_release_there_is_nothing_to_rate(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text("date,currency,rate\n2010-01-04,USD,1.5\n")
    with pytest.raises(FixTheSetup, match="Nothing has been published"):
        rating.load(Settings(tmp_path / "lake"), tmp_path / "rates.csv", "GBP", Telemetry())


def test_a_file_that_is_not_there_is_named(settings: Settings) -> None:
    with pytest.raises(UnreadableFile, match="absent"):
        rating.load(settings, Path("absent.csv"), None, Telemetry())
