"""Damaged codes are named with lines and money; .0 is taken off codes only where all of them have it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.files import HINTS
from tillhouse.evidence.weighing import weighed
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all

HEADER = "InvoiceNo,SKU,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def looked_at(folder: Path, *files: list[tuple[str, str]]) -> tuple[Feed, dict[str, object]]:
    """The feed and the findings of files of lines with these codes and prices."""
    for number, codes in enumerate(files):
        rows = [
            f"{n},{code},Pen,2,2024-01-{n + 10} 10:00,{price},C1,France"
            for n, (code, price) in enumerate(codes)
        ]
        (folder / f"{number}.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    opened = open_all(folder)
    feed, found = weighed(opened, detect(opened[0], HINTS).feed)
    return feed, {one.name: one for one in found}


def test_damaged_codes_are_named_with_lines_and_money(tmp_path: Path) -> None:
    _, found = looked_at(
        tmp_path, [("4.00638E+12", "1.50"), ("4.00638E+12", "3.20"), ("5011417541234", "2.00")]
    )
    one = found["damaged_codes"]
    assert (one.lines, one.amount, one.is_question) == (2, Decimal("9.4"), False)  # type: ignore[attr-defined]
    assert "with a product in SKU written with an exponent, such as 4.00638E+12" in one.says  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("files", "whole"),
    [
        ([[("10.0", "4.00"), ("90.0", "1.00")]], True),
        ([[("84879.0", "4.00")]], True),
        ([[("10.0", "4.00")]], False),
        ([[("10.0", "4.00"), ("10", "1.00")]], False),
        ([[("10.0", "4.00"), ("90.0", "1.00")], [("10", "1.00")]], False),
        ([[("10.0", "4.00"), ("90.75", "1.00")]], False),
        ([[("10", "4.00"), ("11", "1.00")]], False),
    ],
)
def test_codes_are_whole_numbers_only_where_all_are_written_as_floats(
    tmp_path: Path, files: list[list[tuple[str, str]]], whole: bool
) -> None:
    feed, found = looked_at(tmp_path, *files)
    assert (feed.whole_codes, "whole_codes" in found) == (whole, whole)


def test_what_a_person_decided_is_not_asked_or_changed(tmp_path: Path) -> None:
    looked_at(tmp_path, [("10.0", "4.00"), ("90.0", "1.00")])
    opened = open_all(tmp_path)
    feed, found = weighed(opened, detect(opened[0], HINTS).feed, {"whole_codes"})
    assert (feed.whole_codes, [one.name for one in found]) == (False, [])
