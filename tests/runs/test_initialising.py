"""`tillhouse init`: examples as comments, each of which works when its comment signs are taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.analytics import rfm
from tillhouse.catalog import catalog
from tillhouse.dialects import dialects
from tillhouse.errors import FixTheSetup
from tillhouse.metrics.definitions import METRICS, all_metrics
from tillhouse.runs.initialising import examples, initialised
from tillhouse.settings.own_line_types import own_line_types
from tillhouse.settings.settings import load


def used(root: Path, name: str) -> None:
    """Write one example without its comment signs."""
    lines = [line for line in examples()[name].splitlines() if not line.startswith("##")]
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines) + "\n")


def test_as_they_are_written_examples_change_nothing(tmp_path: Path) -> None:
    before = load(str(tmp_path / "none"))
    done = initialised(tmp_path / "shop")
    settings = load(str(tmp_path / "shop"))
    assert set(done.written) == set(examples()) and not done.left
    assert settings.given.keys() == before.given.keys()
    assert [one.declared for one in (settings.own_metrics, before.own_metrics)] == ["", ""]
    assert catalog(settings) is catalog()
    assert dialects(settings.root) == dialects(None)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "metrics.toml").write_text("# mine\n")
    done = initialised(tmp_path)
    assert done.left == ("metrics.toml",) and "metrics.toml" not in done.written
    assert (tmp_path / "metrics.toml").read_text() == "# mine\n"
    with pytest.raises(FixTheSetup, match="Nothing is overwritten"):
        initialised(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("")
    with pytest.raises(FixTheSetup, match="is a file"):
        initialised(tmp_path / "shop")


def test_the_example_of_metrics_works(tmp_path: Path) -> None:
    used(tmp_path, "metrics.toml")
    own = all_metrics(load(str(tmp_path)).own_metrics)[len(METRICS) :]
    assert [one.name for one in own] == ["product_sales_net", "return_orders", "postage_share"]


def test_the_example_of_settings_works(tmp_path: Path) -> None:
    used(tmp_path, "tillhouse.toml")
    settings = load(str(tmp_path))
    assert settings.analyse and settings.calendar.country == "GB"


def test_the_example_of_a_dialect_works(tmp_path: Path) -> None:
    used(tmp_path, "dialects/my_export.toml")
    assert dialects(tmp_path)["my_export"].fit(["Bon", "Article", "Pieces", "Each", "When"]) == 5


def test_the_example_of_line_types_works(tmp_path: Path) -> None:
    used(tmp_path, "line_types.csv")
    assert own_line_types(load(str(tmp_path)).own_line_types) == {"GIFT*": "voucher", "DELIVERY": "postage"}


def test_the_example_of_checks_works(tmp_path: Path) -> None:
    used(tmp_path, "checks.toml")
    names = [check.name for check in catalog(load(str(tmp_path)))["fact_sales"].checks]
    assert names[-1] == "no_huge_lines: in_range(amount, high=10000)"


def test_the_example_of_segments_works(tmp_path: Path) -> None:
    used(tmp_path, "rfm_segments.csv")
    rules = rfm.rules(load(str(tmp_path)).own_segments)
    assert [rule.segment for rule in rules] == ["Best", "Away", "Others"]


def test_the_example_of_a_calendar_works(tmp_path: Path) -> None:
    used(tmp_path, "calendar.toml")
    calendar = load(str(tmp_path)).calendar
    assert (calendar.last_month, len(calendar.holidays)) == (3, 2)
