"""Which row is the header, where the first one says something about the file; and dates without a year."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tillhouse.cli import program
from tillhouse.errors import UnmappedHeader
from tillhouse.sources._names import Known, header

ABOUT = ["EXTF", "700", "21", "Buchungsstapel", "13", "20260401", "", "RE", "1001", "1", "20260101", "EUR"]
NAMES = ["Umsatz (ohne Kz)", "Soll/Haben", "Konto", "Belegdatum", "Belegfeld 1"]
ROW = ["25,40", "S", "1000", "0303", "RE0000"]


def test_a_row_of_values_above_names_is_about_the_file() -> None:
    assert header([ABOUT, NAMES, ROW], Known(frozenset())) == (1, tuple(NAMES))


def test_a_row_of_values_above_other_values_stays_the_first() -> None:
    assert header([ABOUT, ROW, ROW], Known(frozenset()))[0] == 0


@pytest.mark.parametrize("date", ["0303", "03.03.", "3/3"])
def test_dates_without_a_year_are_refused_with_what_to_do(tmp_path: Path, date: str) -> None:
    file = tmp_path / "EXTF.csv"
    rows = [";".join(row) for row in (ABOUT, NAMES, *[[*ROW[:3], date, f"RE{n}"] for n in range(4)])]
    file.write_text("\n".join(rows) + "\n", "utf-8")
    result = CliRunner().invoke(program, ["--root", str(tmp_path / "lake"), "open", str(file), "--yes"])
    error = result.exception
    assert isinstance(error, UnmappedHeader)
    assert f"Belegdatum of EXTF.csv has dates without a year, such as {date}" in error.message
    assert "open the export of invoices or receipts instead" in str(error.hint)
