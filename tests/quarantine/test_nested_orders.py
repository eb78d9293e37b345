"""Orders in JSON that hold their lines in a list: what is shown of one in quarantine, and how it is corrected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import tillhouse
from tillhouse.cli import program

ITEM = {"sku": "P1", "qty": 2, "price": "5.00"}
BAD = {"sku": "P2", "qty": "x", "price": "3.00"}


def order(number: str, *items: object) -> dict[str, object]:
    return {"id": number, "order_date": "2024-01-15T10:00:00", "note": "n", "items": items}


def run(root: Path, *words: str) -> str:
    """What a command says."""
    result = CliRunner().invoke(program, ["--root", str(root), *words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake with an order of three lines, one of them unreadable, and a good order."""
    file = tmp_path / "s.json"
    file.write_text(json.dumps([order("A1", ITEM, BAD, ITEM | {"sku": "P3"}), order("A2", ITEM)]))
    run(tmp_path / "lake", "open", str(file), "--yes", "--plan")
    run(tmp_path / "lake", "apply", "1")
    return tmp_path / "lake"


def booked(root: Path) -> list[tuple[object, ...]]:
    found = tillhouse.open_lake(root).table("ledger").collect().sort("fate", "invoice_no", "part")
    return found.select("fate", "invoice_no", "part", "stock_code", "quantity").rows()


def test_the_line_at_fault_is_shown_and_the_record_counts_once(lake: Path) -> None:
    shown = run(lake, "quarantine", "list")
    assert "quantity_unreadable        1" in shown and "order_waits" not in shown
    assert "P2" in run(lake, "quarantine", "show", "s.json:1")


def test_correcting_one_line_brings_back_the_whole_order(lake: Path) -> None:
    run(lake, "quarantine", "fix", "s.json:1", "quantity=4", "--reason", "typed x for 4")
    run(lake, "quarantine", "replay")
    loaded = [row[1:] for row in booked(lake) if row[0] == "loaded"]
    assert [(number, part, code, float(str(units))) for number, part, code, units in loaded] == [
        ("A1", 0, "P1", 2),
        ("A1", 1, "P2", 4),
        ("A1", 2, "P3", 2),
        ("A2", 0, "P1", 2),
    ]
    assert [row[:3] for row in booked(lake) if row[0] == "superseded"] == [
        ("superseded", "A1", 0),
        ("superseded", "A1", 1),
        ("superseded", "A1", 2),
    ]


def test_discarding_takes_the_whole_order(lake: Path) -> None:
    run(lake, "quarantine", "discard", "s.json:1", "--reason", "a test")
    run(lake, "quarantine", "replay")
    assert [row[:2] for row in booked(lake)] == [("loaded", "A2"), *[("superseded", "A1")] * 3]


def test_another_reading_finds_every_line_again(lake: Path) -> None:
    before = booked(lake)
    settings = lake / "tillhouse.toml"
    text = settings.read_text().replace("[feeds.s.columns]", '[feeds.s.columns]\nchannel = "note"')
    settings.write_text(text)
    run(lake, "run")
    assert booked(lake) == before
    found = tillhouse.open_lake(lake).table("ledger").collect()
    assert found["channel"].to_list() == ["n"] * 4


def test_a_release_built_again_is_as_recorded(lake: Path) -> None:
    run(lake, "quarantine", "fix", "s.json:1", "quantity=4", "--reason", "typed x for 4")
    run(lake, "quarantine", "replay")
    assert "everything is as recorded" in run(lake, "verify", "--rebuild")
