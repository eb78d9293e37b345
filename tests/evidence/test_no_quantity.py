"""A price without a quantity: each line is one unit, and a column that may count units is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.evidence.finding import Finding
from tillhouse.evidence.weighing import weighed
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all

HEAD = "Receipt,Date,Item,Price,{name}\n"
ROWS = [
    ("1", "2024-01-15", "Mug", "5.00"),
    ("1", "2024-01-15", "Plate", "2.00"),
    ("2", "2024-01-16", "Mug", "5.00"),
]


def findings(folder: Path, name: str, values: tuple[str, ...]) -> list[Finding]:
    """What is found in three lines, whose last column has this name and these values."""
    path = folder / "sales.csv"
    rows = [",".join([*row, value]) for row, value in zip(ROWS, values, strict=True)]
    path.write_text(HEAD.format(name=name) + "\n".join(rows) + "\n")
    files = open_all(path)
    feed = detect(files[0], Feed("shop", str(path))).feed
    return [one for one in weighed(files, feed)[1] if one.name == "no_quantity"]


@pytest.mark.parametrize("name", ["Sold today", "Antal_s", "xyz"])
def test_a_column_of_small_counts_is_asked_about_with_both_sums(tmp_path: Path, name: str) -> None:
    (asked,) = findings(tmp_path, name, ("1", "3", "2"))
    assert asked.is_question and asked.proposed and asked.instead
    assert (asked.proposed.amount, asked.instead.amount) == (21, 12)
    assert (
        asked.proposed.options[0].startswith("--column ") and f"quantity={name}" in asked.proposed.options[0]
    )
    assert asked.instead.options == ("--without quantity",)


def test_prices_are_read_as_the_feed_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "Bon;Datum;Artikel;Preis;Antal_s\n"
        "1;15.01.2024;Tisch;1.250,00 €;1\n1;15.01.2024;Tasse;2,00 €;3\n2;16.01.2024;Tasse;2,00 €;2\n"
    )
    files = open_all(path)
    feed = detect(files[0], Feed("shop", str(path))).feed
    (asked,) = (one for one in weighed(files, feed)[1] if one.name == "no_quantity")
    assert asked.proposed and asked.instead
    assert (asked.proposed.amount, asked.instead.amount) == (1260, 1254)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Table", ("1", "3", "2")),
        ("Kasse", ("1", "1", "2")),
        ("Size", ("36", "38", "40")),
        ("Waiter", ("Ann", "Bob", "Ann")),
        ("xyz", ("1", "1", "1")),
        ("xyz", ("17", "18", "19")),
        ("xyz", ("1", "", "n/a")),
    ],
)
def test_other_columns_are_no_counts(tmp_path: Path, name: str, values: tuple[str, ...]) -> None:
    assert findings(tmp_path, name, values) == []


def test_a_known_quantity_is_not_asked_about(tmp_path: Path) -> None:
    assert findings(tmp_path, "Quantity", ("1", "3", "2")) == []
