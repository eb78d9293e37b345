"""Metrics of the shop's own in the answers of the program, and in the table `kpis`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call

METRICS = """
[known_goods]
meaning = "Products of identified customers."
of = "amount"
events = ["sale"]
line_types = ["product"]
buyers = "known"

[goods_per_order]
meaning = "Such money for each order."
numerator = "known_goods"
denominator = "orders"

[returners]
meaning = "Customers who gave something back."
of = "customers"
events = ["return", "cancellation"]

[lost_lines]
meaning = "Lines in quarantine that are sales."
of = "lines"
fate = "quarantined"
events = ["sale"]
"""


@pytest.fixture
def own(shop: Path) -> Path:
    """The shop with metrics of its own."""
    root = shop / "tillhouse-data"
    (root / "metrics.toml").write_text(METRICS)
    return root


def test_they_are_listed_and_defined(call: Call, own: Path) -> None:
    assert "goods_per_order" in call("metrics").out
    assert call("metrics", "known_goods", "--json").json["covers"].endswith("of identified customers")


@pytest.mark.parametrize("name", ["known_goods", "goods_per_order", "returners", "lost_lines"])
def test_they_are_measured_and_explained_alike(call: Call, own: Path, name: str) -> None:
    (row,) = call("metric", name, "--json").json["rows"]
    said = call("why", name, "--json").json
    assert Decimal(str(said["value"] or 0)) == Decimal(str(row["value"] or 0))


def test_kpis_hold_what_metric_answers(call: Call, own: Path) -> None:
    call("analyse", "kpis")
    held = call("sql", "select metric, month, value from kpis where metric = 'known_goods'", "--json").json
    rows = call("metric", "known_goods", "--by", "month", "--json").json["rows"]
    assert {row["month"]: Decimal(row["value"]) for row in rows} == {
        month: Decimal(value) for _, month, value in map(_values, held["rows"])
    }


def _values(row: object) -> list[str]:
    return list(row.values()) if isinstance(row, dict) else list(row)  # type: ignore[call-overload]


def test_a_run_says_that_they_changed(call: Call, own: Path) -> None:
    call("analyse", "kpis")
    assert "Nothing new" in call("run").out
    (own / "metrics.toml").write_text(METRICS.replace('"return", ', ""))
    found = call("run")
    assert "metrics.toml changed since kpis was built" in found.err and "tillhouse analyse" in found.err
    assert "No new sales; metrics.toml changed." in found.out
    (own / "metrics.toml").write_text("# a note alone\n" + METRICS)
    assert "Nothing new" in call("run").out


def test_a_broken_file_takes_nothing_in(call: Call, own: Path) -> None:
    (own / "metrics.toml").write_text(METRICS.replace('"quarantined"', '"lost"'))
    (own.parent / "more.csv").write_text("Order ID,SKU,Qty,Date,Price\n1,P1,2,2024-01-15 10:00,5.00\n")
    found = call("open", "more.csv", "--name", "more", "--yes")
    assert found.code == 4 and "metrics.toml, line 22: fate is 'lost'" in found.err
    (own / "metrics.toml").unlink()
    assert "Release 1" in call("status").out or "release 1" in call("status").out
