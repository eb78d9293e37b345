"""A sum over money that no file has is unknown, with the reason; where part of the feeds has it, that is said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.shops import open_shop
from tillhouse.answers.metrics.measured import Answer, measured
from tillhouse.lake.snapshot import Snapshot

PLAIN = "Order ID,SKU,Qty,Date,Price,Customer ID\n1,A,2,2024-01-15,10.00,K1\n2,B,1,2024-01-16,5.00,K2\n"


def asked(folder: Path, metric: str, *more: tuple[str, str]) -> Answer:
    """A metric of a file with these further columns, alike on both lines."""
    header, *lines = PLAIN.splitlines()
    names = "".join(f",{name}" for name, _ in more)
    values = "".join(f",{value}" for _, value in more)
    path = folder / "orders.csv"
    path.write_text("\n".join((header + names, *(line + values for line in lines), "")))
    shop = open_shop(folder / "lake", path)
    return measured(Snapshot(shop.settings), metric)


@pytest.mark.parametrize(
    ("metric", "word"),
    [
        ("tax", "tax"),
        ("discounts", "discount"),
        ("postage", "postage"),
        ("tips", "tip"),
        ("fees", "fee"),
        ("refunds", "refund"),
    ],
)
def test_what_no_file_has_is_unknown_and_not_zero(tmp_path: Path, metric: str, word: str) -> None:
    answer = asked(tmp_path, metric)
    assert [row.figure.value for row in answer.rows] == [None]
    assert answer.absent == (f"No {word} is in the data of feed shop.",)
    assert answer.document()["rows"][0]["value"] is None


@pytest.mark.parametrize(
    ("metric", "header", "value", "expected"),
    [
        ("tax", "Tax", "0.00", "0"),
        ("tax", "Tax", "1.50", "3"),
        ("discounts", "Discount", "0.00", "0"),
        ("tips", "Tip", "0.00", "0"),
        ("tips", "Tip", "2.00", "4"),
        ("postage", "Shipping", "3.00", "6"),
    ],
)
def test_what_a_file_has_is_a_sum_even_if_it_is_zero(
    tmp_path: Path, metric: str, header: str, value: str, expected: str
) -> None:
    answer = asked(tmp_path, metric, (header, value))
    assert [row.figure.value for row in answer.rows] == [Decimal(expected)]
    assert answer.absent == ()


def test_rates_without_a_basis_are_named_with_the_command_that_says_it(tmp_path: Path) -> None:
    answer = asked(tmp_path, "tax", ("VAT %", "19"))
    assert [row.figure.value for row in answer.rows] == [None]
    assert "config feed shop tax_basis=included" in answer.absent[0]


def test_other_metrics_lack_nothing(tmp_path: Path) -> None:
    assert asked(tmp_path, "revenue").absent == ()
