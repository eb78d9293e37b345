"""An export of which one column was renamed: it is asked about, where its money would be another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.dialects.test_dialects import SAMPLES, booked, by_hand
from tillhouse.cli import program


def opened(folder: Path, name: str, old: str, new: str, *options: str) -> Result:
    """The sample of a dialect with another name for a column."""
    file = folder / "export.csv"
    header, rows = SAMPLES[name].read_text("utf-8").split("\n", 1)
    assert old in header
    file.write_text(f"{header.replace(old, new)}\n{rows}", "utf-8")
    return CliRunner().invoke(program, ["--root", str(folder / "lake"), "open", str(file), "--yes", *options])


@pytest.mark.parametrize(
    ("name", "old", "new"), [("square_items", "Qty", "Menge"), ("sap_billing", "NETWR", "Betrag")]
)
def test_it_is_asked(tmp_path: Path, name: str, old: str, new: str) -> None:
    result = opened(tmp_path, name, old, new)
    assert result.exit_code != 0
    assert f"but {old}, and is not recognised" in str(result.exception)


def test_the_command_that_is_named_reads_it_right(tmp_path: Path) -> None:
    result = opened(
        tmp_path, "square_items", "Qty", "Menge", "--dialect", "square_items", "--column", "quantity=Menge"
    )
    assert result.exit_code == 0, result.output
    expected = by_hand("square_items")
    assert booked(tmp_path / "lake", list(expected[0])) == expected


def test_names_alone_are_taken_where_a_person_says_so(tmp_path: Path) -> None:
    assert "not recognised" not in str(
        opened(tmp_path, "square_items", "Qty", "Menge", "--dialect", "none").exception
    )


def test_nothing_is_asked_where_the_money_is_the_same(tmp_path: Path) -> None:
    result = opened(tmp_path, "daily_items", "units_sold", "Menge")
    assert result.exit_code == 0, result.output
