"""What is sold by weight reaches every warehouse exactly, and a wrong amount is refused there."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest

from tests.shops import Shop, open_shop
from tests.warehouses.asking import asked, told
from tillhouse.warehouses import Place, load

TILL = """Order ID,SKU,Name,Qty,Date,Price,Customer ID,Country
1001,P1,Tomatoes kg,0.752,2024-01-15 10:00,3.98,K1,Germany
1002,P3,Cheese kg,1.5,2024-01-15 11:00,20.00,K2,Germany
1003,P3,Cheese kg,-0.333333,2024-01-16 11:00,20.00,K2,Germany
1004,P1,Tomatoes kg,0.752123,2024-01-17 10:00,3.987654,K1,Germany
1005,P4,Gold bars,9000000,2024-01-17 10:00,99999.99,K3,Germany
"""


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("till")
    (folder / "till.csv").write_text(TILL)
    return open_shop(folder / "lake", folder / "till.csv")


def test_weights_and_money_are_those_of_the_lake(place: Place, till: Shop) -> None:
    load(till.settings, place)
    scale = 10**6 if place.to == "sqlite" else 1
    for table, column in (
        ("fact_sales", "quantity"),
        ("fact_sales", "amount"),
        ("fact_returns", "quantity"),
        ("daily_sales", "units"),
        ("product_sales", "units_sold"),
    ):
        found = [Decimal(one) / scale for (one,) in asked(place, f"SELECT {column} FROM @{table}")]
        assert sorted(found) == sorted(till.table(table)[column].to_list()), (table, column)


def test_an_amount_that_is_not_weight_times_price_is_refused(place: Place, till: Shop) -> None:
    """The control: the warehouse sees an amount that is two millionths off."""
    load(till.settings, place)
    off = "2" if place.to == "sqlite" else "0.000002"
    errors = (psycopg.errors.CheckViolation, duckdb.ConstraintException, sqlite3.IntegrityError)
    with pytest.raises(errors):
        told(place, f"UPDATE @fact_sales SET amount = amount + {off} WHERE invoice_no = '1001'")
    told(place, "UPDATE @fact_sales SET amount = amount WHERE invoice_no = '1004'")


def test_a_postgres_view_adds_weights_up(postgres: Place, till: Shop) -> None:
    load(till.settings, postgres)
    found = asked(postgres, "SELECT sum(units) FROM @sales_by_month")
    assert found == [(Decimal("9000002.670790"),)]


def test_a_discount_is_no_wrong_amount(place: Place, tmp_path: Path) -> None:
    (tmp_path / "off.csv").write_text(
        "Order ID,SKU,Name,Qty,Date,Price,Discount,Customer ID,Country\n"
        "1001,P1,Tomatoes kg,0.752,2024-01-15 10:00,3.98,0.50,K1,Germany\n"
        "1002,P1,Tomatoes kg,1,2024-01-16 10:00,3.98,0,K1,Germany\n"
    )
    load(open_shop(tmp_path / "lake", tmp_path / "off.csv").settings, place)
    assert asked(place, "SELECT count(*) FROM @fact_sales") == [(2,)]
