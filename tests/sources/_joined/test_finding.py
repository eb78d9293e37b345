"""Which file holds lines, which orders, and what else belongs to them; what is not clear is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.sources import open_all
from tillhouse.sources._joined.gathering import Together, together

NUMBERS = range(1001, 1021)
ORDERS = "order_id,order_date,customer_id,status\n" + "".join(
    f"{number},2024-01-{number - 1000:02} 10:00,K{number % 3},completed\n" for number in NUMBERS
)
ITEMS = "order_id,sku,name,quantity,unit_price\n" + "".join(
    f"{number},{sku},Pen,2,5.00\n" for number in NUMBERS for sku in ("P1", "P2")
)
BY_ORDER = {"orders": "order_id=order_items.order_id"}


def found(folder: Path, **files: str) -> Together | None:
    folder.mkdir(parents=True, exist_ok=True)
    for part, text in files.items():
        (folder / f"{part}.csv").write_text(text)
    return together(open_all(folder))


def test_lines_and_their_orders_belong_together(tmp_path: Path) -> None:
    assert found(tmp_path, orders=ORDERS, order_items=ITEMS) == Together(
        "order_items",
        BY_ORDER,
        {},
        ("order_items.order_id finds orders.order_id for 100% of its keys; 100% of orders are asked for",),
        "",
        (),
    )


def test_products_customers_and_payments_are_found_beside_them(tmp_path: Path) -> None:
    whole = found(
        tmp_path,
        orders=ORDERS,
        order_items=ITEMS,
        products="sku,category,price\nP1,Pens,6.00\nP2,Ink,7.00\n",
        customers="customer_id,country\nK0,FR\nK1,DE\nK2,DE\n",
        order_payments="order_id,payment_type,payment_value\n1001,card,20.00\n1002,cash,20.00\n",
        notes="a,b\nx,y\n",
    )
    assert whole is not None
    assert whole.joins == {
        **BY_ORDER,
        "products": "sku=order_items.sku",
        "customers": "customer_id=orders.customer_id",
    }
    assert whole.payments == {"order_payments": "order_id=order_payments.order_id"}
    assert (whole.open, whole.aside) == ("", ("notes.csv",))


@pytest.mark.parametrize(
    ("orders", "items", "why"),
    [
        (
            "".join(ORDERS.splitlines(keepends=True)[:17]),
            ITEMS,
            "20.0% of the keys of order_items are not in orders",
        ),
        (
            ORDERS,
            "".join(ITEMS.splitlines(keepends=True)[:21]),
            "50.0% of orders have no line in order_items",
        ),
        (
            ORDERS.replace("order_id", "beleg").replace("\n10", "\nAB-"),
            ITEMS.replace("order_id", "bon").replace("\n10", "\nAB-"),
            "their names do not say that these columns are one key",
        ),
    ],
    ids=["lines without orders", "orders without lines", "values alone"],
)
def test_what_is_not_clear_is_left_open(tmp_path: Path, orders: str, items: str, why: str) -> None:
    whole = found(tmp_path, orders=orders, order_items=items)
    assert whole is not None
    assert whole.open == why


def test_keys_that_most_lines_do_not_find_join_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, orders=ORDERS.replace("\n10", "\n90"), order_items=ITEMS) is None


def test_files_of_one_form_are_not_joined(tmp_path: Path) -> None:
    assert found(tmp_path, january=ORDERS, february=ORDERS) is None


def test_one_file_alone_is_not_joined(tmp_path: Path) -> None:
    assert found(tmp_path, order_items=ITEMS) is None
