"""Orders that tell their total alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said
from tests.shops import open_shop
from tillhouse.evidence.total_alone import as_amounts
from tillhouse.settings.feed import Feed

HEADER = "Order ID,Date,Customer ID,Shipping,Order Total"
ROWS = ("1,2024-01-15,K1,4.50,14.50", "2,2024-01-16,K2,4.50,24.50")


def test_the_total_is_the_amount(tmp_path: Path) -> None:
    feed, (found,) = said(tmp_path, HEADER, *ROWS)
    assert feed.columns["amount"] == "Order Total"
    assert not {"order_total", "shipping"} & feed.columns.keys()
    assert found.name == "total_alone"
    assert "Shipping, within it, is not told apart" in found.says
    shop = open_shop(tmp_path / "lake", tmp_path / "sales.csv", columns=feed.columns)
    ledger = shop.table("ledger")
    assert (ledger["amount"].sum(), {*ledger["fate"]}, {*ledger["line_type"]}) == (
        39,
        {"loaded"},
        {"receipt"},
    )


@pytest.mark.parametrize(
    ("columns", "then"),
    [
        ({"order_total": "T", "unit_price": "P"}, {"order_total": "T", "unit_price": "P"}),
        ({"order_total": "T", "refund": "R", "tip": "Tip"}, {"amount": "T", "refund": "R"}),
        ({"amount": "A"}, {"amount": "A"}),
        ({"order_total": "T", "order_tax": "X"}, {"amount": "T", "tax": "X"}),
    ],
)
def test_columns_that_are_within_the_total_are_not_counted_again(
    columns: dict[str, str], then: dict[str, str]
) -> None:
    feed, found = as_amounts(Feed("shop", columns=columns))
    assert (feed.columns, found is None) == (then, columns == then)
    assert feed.tax_basis == ("included" if "tax" in then else "")
