"""Orders that do not add up to their totals: the column that closes the equation, one rate of tax, or the question."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from tests.evidence.files import found, net, question

SOLD = (
    ("10.00", "5.00"),
    ("20.00", "7.50"),
    ("40.00", "2.50"),
    ("8.00", "4.00"),
    ("30.00", "6.00"),
    ("12.00", "9.00"),
)


def orders(more: str, extra: tuple[str, ...], total: tuple[str, ...]) -> str:
    """Orders of two lines each, with further money and the total of the order on each line."""
    rows = [f"Order No,Order Date,SKU,Qty,Unit Price,{more},Order Total"]
    for number, prices in enumerate(SOLD):
        rows += [
            f"N{number},2024-03-0{number + 1},P{number}{at},1,{price},{extra[number]},{total[number]}"
            for at, price in enumerate(prices)
        ]
    return "\n".join(rows)


def on_top(extra: tuple[str, ...], sign: int = 1) -> tuple[str, ...]:
    """The totals of such orders with further money."""
    return tuple(
        str(sum(map(Decimal, prices)) + sign * Decimal(one)) for prices, one in zip(SOLD, extra, strict=True)
    )


RATED = ("1.50", "2.75", "4.25", "1.20", "3.60", "2.10")
CHARGED = ("4.90", "0.00", "4.90", "6.90", "4.90", "4.90")
SUM = Decimal("154.00")
NAMED: Mapping[str, tuple[tuple[str, ...], int, str, Decimal]] = {
    "Taxes Applied": (RATED, 1, "order_tax", SUM),
    "GST and Cess": (RATED, 1, "order_tax", SUM),
    "Freight Out": (CHARGED, 1, "shipping", SUM + Decimal("26.50")),
    "Rebates Granted": (CHARGED, -1, "order_discount", SUM - Decimal("26.50")),
    "Zuordnung": (RATED, 1, "order_tax", SUM),
}


@pytest.mark.parametrize("header", NAMED)
def test_a_column_that_closes_the_equation_has_the_meaning_of_its_name_or_rate(
    tmp_path: Path, header: str
) -> None:
    extra, sign, meaning, money = NAMED[header]
    text = orders(header, extra, on_top(extra, sign))
    assert net(tmp_path, text) == money
    assert found(tmp_path, text)[0].columns[meaning] == header


def test_a_column_of_no_name_and_no_rate_is_asked_with_both_sums(tmp_path: Path) -> None:
    name, readings = question(tmp_path, orders("Zuordnung", CHARGED, on_top(CHARGED)))
    assert name == "order_total_differs"
    assert [money for _, money in readings] == [SUM + Decimal("26.50"), SUM]
    assert [options for options, _ in readings] == [
        ("--column shipping=Zuordnung",),
        ("--column order_tax=Zuordnung",),
    ]


def test_totals_of_one_rate_on_top_ask_nothing(tmp_path: Path) -> None:
    text = orders("Room", ("A",) * 6, on_top(RATED))
    assert net(tmp_path, text) == SUM
    says = [one.says for one in found(tmp_path, text)[1]]
    assert "Order Total is what was sold and 10 % of it: a tax on top that no column holds." in says


def test_totals_that_nothing_explains_are_asked(tmp_path: Path) -> None:
    wild = ("9.00", "1.00", "25.00", "3.00", "14.00", "2.00")
    name, _ = question(tmp_path, orders("Room", ("A",) * 6, on_top(wild)))
    assert name == "order_total_differs"


def test_a_tax_that_lines_and_orders_say_counts_once(tmp_path: Path) -> None:
    text = orders("VAT %,Total VAT", tuple(f"10,{one}" for one in RATED), on_top(RATED))
    assert net(tmp_path, text) == SUM
    feed, _ = found(tmp_path, text)
    assert (feed.tax_basis, len({"tax", "order_tax"} & feed.columns.keys())) == ("excluded", 1)
