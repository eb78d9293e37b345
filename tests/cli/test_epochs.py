"""Moments that count from 1970 are instants: their day is that of the clock of the shop, where one is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call

#: 2024-03-31 23:30 UTC: in Germany it is the first of April already, in New York still March.
LATE = 1_711_927_800


def write(path: Path, country: str, unit: int) -> Path:
    rows = [f"{n},A,1,{(LATE + n) * unit},5.00,{country}" for n in range(1, 6)]
    path.write_text("\n".join(["Order ID,SKU,Qty,Date,Price,Country", *rows, ""]))
    return path


@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
@pytest.mark.parametrize(
    ("country", "options", "says", "month"),
    [
        ("Germany", (), "days are those of the clock of Europe/Berlin", "2024-04"),
        ("Germany", ("--time-zone", "America/New_York"), "the clock of America/New_York", "2024-03"),
        ("United States", (), "days are those of UTC", "2024-03"),
    ],
    ids=["the one zone of the country", "the declared zone", "a country of several zones"],
)
def test_the_day_of_an_epoch_is_that_of_the_shop(
    call: Call, tmp_path: Path, unit: int, country: str, options: tuple[str, ...], says: str, month: str
) -> None:
    opened = call("open", write(tmp_path / "a.csv", country, unit), *options, "--yes")
    assert opened.code == 0
    assert says in opened.out
    by_month = call("statement", "--by", "month", "--json").json["statements"]
    assert [one["month"] for one in by_month] == [month]
