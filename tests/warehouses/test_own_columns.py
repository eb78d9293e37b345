"""Columns of the shop's own reach every warehouse, also one that was loaded before they were declared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.shops import open_shop, take_in
from tests.warehouses.asking import asked
from tillhouse.settings.settings import load as settings_of
from tillhouse.settings.settings import save_feed
from tillhouse.warehouses import Place, load

FILE = """\
Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country,Group,Profit
1001,P1,Pen,2,2024-01-15 10:00,5.00,K1,Germany,North,1.50
1002,P2,Ink,1,2024-02-16 10:00,3.00,K2,Germany,South,0.75
"""


def test_a_warehouse_gets_own_columns_with_the_release_that_has_them(place: Place, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(FILE)
    shop = open_shop(tmp_path / "lake", tmp_path / "sales.csv")
    load(shop.settings, place)
    own = {"Group": "dimension", "Profit": "measure"}
    save_feed(tmp_path / "lake", replace(shop.settings.feeds["shop"], own=own))
    settings = settings_of(str(tmp_path / "lake"))
    assert take_in(settings, []) is not None
    load(settings, place)
    scale = 10**6 if place.to == "sqlite" else 1
    rows = asked(place, 'SELECT "group", profit FROM @fact_sales ORDER BY invoice_no')
    assert [(name, Decimal(profit) / scale) for name, profit in rows] == [
        ("North", Decimal("1.5")),
        ("South", Decimal("0.75")),
    ]
