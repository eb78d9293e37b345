"""Money of orders that their lines add up to is the same money."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources._joined.folders import joining
from tillhouse.sources._joined.same_money import is_same_money


def same(folder: Path, lines: tuple[str, ...], orders: tuple[str, ...]) -> bool:
    """Two lines for each order."""
    items = "".join(f"{at // 2 + 1};P1;{tax}\n" for at, tax in enumerate(lines))
    heads = "".join(f"{at + 1};2024-01-15;{tax}\n" for at, tax in enumerate(orders))
    files = {
        "order_items.csv": f"order_id;sku;line_tax\n{items}",
        "orders.csv": f"order_id;day;order_tax\n{heads}",
    }
    return is_same_money(joining(folder, files), "line_tax", "order_tax")


@pytest.mark.parametrize(
    ("lines", "orders"),
    [
        (("1.00", "2.00", "3.00", "4.00"), ("3.00", "7.00")),
        (("1,00", "2,00", "1.003,00", "4,00"), ("3,00", "1.007,00")),
        (("1.00", "2.00", "3.00", "4.00"), ("-3.00", "-7.00")),
        (("1.00", "2.00", "3.00", "4.00"), ("3.02", "6.98")),
        (("1.00", "2.00", "0", "0"), ("3.00", "0")),
    ],
    ids=["the sum", "with commas", "of another sign", "to a penny for each line", "zeros beside it"],
)
def test_what_adds_up_is_the_same(tmp_path: Path, lines: tuple[str, ...], orders: tuple[str, ...]) -> None:
    assert same(tmp_path, lines, orders)


@pytest.mark.parametrize(
    ("lines", "orders"),
    [
        (("1.00", "2.00", "3.00", "4.00"), ("3.00", "9.00")),
        (("0", "0", "0", "0"), ("3.00", "7.00")),
        (("0", "0", "0", "0"), ("0", "0")),
    ],
    ids=["half of them", "lines say nothing", "nobody says anything"],
)
def test_what_does_not_is_other_money(
    tmp_path: Path, lines: tuple[str, ...], orders: tuple[str, ...]
) -> None:
    assert not same(tmp_path, lines, orders)
