"""A gross amount beside a net one has the tax where it is above it by a rate of tax; else it is before discounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_weighing import said

HEADER = "Date,Order,Product,Qty,Net Total,Gross Total"
PRICED = "Date,Order,Product,Qty,Net Price,Gross Price,Net Total,Gross Total"


def read(folder: Path, *pairs: tuple[str, str]) -> Any:
    """The feed, and what is said of the amounts, for lines with these net and gross amounts."""
    lines = [f"2024-02-{n:02},{n},Pen {n},1,{net},{gross}" for n, (net, gross) in enumerate(pairs, 1)]
    feed, findings = said(folder, HEADER, *lines)
    return feed, [one for one in findings if one.name == "gross_and_net"]


@pytest.mark.parametrize(
    ("pairs", "meaning", "asks"),
    [
        ([("20.00", "24.00"), ("80.00", "96.00")], "amount_with_tax", []),
        ([("20.00", "24.00"), ("8.41", "10.01"), ("10.00", "10.70")], "amount_with_tax", [False]),
        ([("20.00", "25.00"), ("80.00", "100.00")], "gross_amount", [True]),
        ([("20.00", "24.00"), ("80.00", "80.00")], "gross_amount", [True]),
        ([("18.00", "20.00"), ("75.00", "100.00")], "gross_amount", []),
        ([("20.00", "20.00"), ("80.00", "80.00")], "gross_amount", []),
    ],
    ids=["one rate", "two rates", "a quarter", "a line without", "discounts", "alike"],
)
def test_what_is_between_gross_and_net(
    tmp_path: Path, pairs: list[tuple[str, str]], meaning: str, asks: list[bool]
) -> None:
    feed, found = read(tmp_path, *pairs)
    assert feed.columns.get(meaning) == "Gross Total"
    assert [one.is_question for one in found] == (asks or ([False] if meaning == "amount_with_tax" else []))
    assert (feed.tax_basis == "excluded") == (meaning == "amount_with_tax")


def test_net_and_gross_prices_beside_them(tmp_path: Path) -> None:
    rows = (
        "2024-02-01,1,Pen,2,10.00,12.00,20.00,24.00",
        "2024-02-01,2,Ink,4,20.00,24.00,80.00,96.00",
    )
    feed, findings = said(tmp_path, PRICED, *rows)
    assert feed.columns["amount_with_tax"] == "Gross Total"
    assert not [one for one in findings if one.is_question]
