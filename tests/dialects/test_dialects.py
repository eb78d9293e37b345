"""Each dialect opens its sample in a fresh lake with `--yes`, and the ledger is the one beside it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import tillhouse
from tillhouse.cli import program
from tillhouse.dialects import dialects

SAMPLES = {path.parent.name: path for path in sorted(Path(__file__).parent.glob("*/sample.*"))}
NUMBERS = {"line", "part", "quantity", "gross_amount", "discount", "tax", "amount", "unit_price"}
LEAST = 8


def value(column: str, given: Any) -> object:
    """A value as it is compared: numbers by what they are worth, all else as text; no discount is one of nothing."""
    if given is None or given == "":
        return Decimal(0) if column == "discount" else None
    return Decimal(str(given)) if column in NUMBERS else str(given)


def by_hand(name: str) -> list[dict[str, object]]:
    """The ledger beside a sample."""
    with (SAMPLES[name].parent / "ledger.csv").open(encoding="utf-8", newline="") as file:
        rows = [{column: value(column, text) for column, text in row.items()} for row in csv.DictReader(file)]
    return sorted(rows, key=place)


def place(row: dict[str, object]) -> tuple[object, ...]:
    return row["line"], row["part"]


def booked(root: Path, columns: list[str]) -> list[dict[str, object]]:
    """The ledger of a lake."""
    rows = tillhouse.open_lake(root).table("ledger").select(columns).collect().rows(named=True)
    return sorted(({name: value(name, row[name]) for name in columns} for row in rows), key=place)


def opened(root: Path, sample: Path) -> str:
    """Open a file in a lake; what was said, for a failure."""
    result = CliRunner().invoke(program, ["--root", str(root), "open", str(sample), "--yes"])
    assert result.exit_code == 0, result.output
    return result.output


def test_each_dialect_has_a_sample() -> None:
    assert set(SAMPLES) == set(dialects(None))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_books_are_those_by_hand(name: str, tmp_path: Path) -> None:
    expected = by_hand(name)
    opened(tmp_path, SAMPLES[name])
    assert len({row["line"] for row in expected}) >= LEAST
    assert booked(tmp_path, list(expected[0])) == expected


def test_another_ledger_is_noticed(tmp_path: Path) -> None:
    expected = by_hand("online_retail")
    opened(tmp_path, SAMPLES["online_retail"])
    expected[0]["amount"] = Decimal("15.31")
    assert booked(tmp_path, list(expected[0])) != expected
