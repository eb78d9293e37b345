"""What columns without a meaning are offered as, and which are not offered."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources._looks import Looks
from tillhouse.sources._offers import PERSONAL, offers

ROWS = 80


def offered(name: str, values: list[str | None]) -> str | None:
    column = (values * ROWS)[:ROWS]
    return offers(Looks(pl.DataFrame({name: column}, {name: pl.String}), [name]), [name]).get(name)


@pytest.mark.parametrize(
    ("name", "values", "role"),
    [
        ("Region", ["North", "South", None], "dimension"),
        ("Floor", ["1", "2", "3"], "dimension"),
        ("Profit", ["1.50", "-0.75", "12.00"], "measure:money"),
        ("Delivered", ["2024-01-15", "2024-01-16"], "dimension:date"),
        ("Margin %", ["12.5", "10.0"], ""),
        ("Cost price", ["1.50", "2.25"], ""),
        ("Unused", [None], None),
        ("Row", [f"{n}" for n in range(ROWS)], ""),
        ("Reference", [f"REF-{n:05}-x" for n in range(ROWS)], ""),
        ("Text", ["a word or two that somebody typed, and so on and on and on, about a sale"], PERSONAL),
        ("Who", ["ann@example.org", "bob@example.org"], PERSONAL),
        ("Customer Name", ["Ann Lee", "Bob Ray"], PERSONAL),
        ("Phone", ["0301234567"], PERSONAL),
        ("Comments", ["ok"], PERSONAL),
    ],
)
def test_a_column_is_offered_by_its_name_and_its_values(
    name: str, values: list[str | None], role: str | None
) -> None:
    assert offered(name, values) == role
