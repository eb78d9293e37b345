"""What a column means depends on whose it is: of lines, of orders, of products or of customers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources._joined.folders import ITEMS, JOINS, ORDERS, SHOP, joining, table
from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.sources._joined.meanings import meanings, money_of, order_is


def said(folder: Path, files: dict[str, str], joins: dict[str, str] = JOINS) -> dict[str, str]:
    return {name: column for name, column in meanings(joining(folder, files, joins), {}).items() if column}


def test_orders_say_when_and_who_and_lines_say_what(tmp_path: Path) -> None:
    assert said(tmp_path, SHOP) == {
        "invoice_no": "order_id",
        "stock_code": "sku",
        "description": "name",
        "quantity": "quantity",
        "unit_price": "unit_price",
        "sold_at": "order_date",
        "customer_id": "customer_id",
        "status": "status",
    }


def with_money(names: str, *amounts: str) -> str:
    head, *rows = ORDERS.splitlines()
    return "\n".join([f"{head},{names}", *map(",".join, zip(rows, amounts, strict=True))]) + "\n"


def test_tax_and_total_of_orders_are_of_the_order(tmp_path: Path) -> None:
    found = said(tmp_path, SHOP | {"orders.csv": with_money("shipping,tax,total", "4,2,26", "0,1,10")})
    assert (found["shipping"], found["order_tax"], found["order_total"]) == ("shipping", "tax", "total")
    assert "tax" not in found


@pytest.mark.parametrize(("tax", "meant"), [(("3.00", "1.00"), False), (("9.00", "9.00"), True)])
def test_tax_of_orders_that_lines_say_already_counts_once(
    tmp_path: Path, tax: tuple[str, str], meant: bool
) -> None:
    head, *rows = ITEMS.splitlines()
    items = "\n".join(
        [f"{head},tax", *(f"{r},{t}" for r, t in zip(rows, ("1.00", "2.00", "1.00"), strict=True))]
    )
    found = said(tmp_path, {"orders.csv": with_money("tax", *tax), "order_items.csv": f"{items}\n"})
    assert found["tax"] == "tax"
    assert ("order_tax" in found) is meant


def test_the_price_of_a_list_is_none_that_was_paid(tmp_path: Path) -> None:
    joins = {**JOINS, "products": "sku=order_items.sku"}
    found = said(tmp_path, SHOP | {"products.csv": "sku,category,price\nP1,Pens,6.00\nP2,Ink,7.00\n"}, joins)
    assert (found["category"], found["unit_price"]) == ("category", "unit_price")


def test_lines_without_any_price_are_refused(tmp_path: Path) -> None:
    items = "\n".join(line.rpartition(",")[0] for line in ITEMS.splitlines()) + "\n"
    with pytest.raises(UnmappedHeader, match=r"No column of order_items\.csv is a price or an amount"):
        said(tmp_path, SHOP | {"order_items.csv": items})


def test_what_a_person_said_goes_before(tmp_path: Path) -> None:
    assert meanings(joining(tmp_path, SHOP), {"description": "sku"})["description"] == "sku"


def test_a_key_of_two_columns_is_a_number_in_a_store(tmp_path: Path) -> None:
    files = {
        "orders.csv": "store,ticket,sold_at\nN,1,2024-01-15\nS,1,2024-01-16\n",
        "order_items.csv": "store,ticket,sku,quantity,price\nN,1,P1,1,2.00\nS,1,P1,1,2.00\n",
    }
    whole = joining(tmp_path, files, {"orders": "store+ticket=order_items.store+ticket"})
    found = meanings(whole, {})
    assert (found["invoice_no"], found["store"]) == ("ticket", "store")
    assert order_is(whole, Feed("shop"), ()) == "number_and_store"
    assert order_is(whole, Feed("shop", order="number"), {"order"}) == "number"


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("order_id,method,paid_amount", "paid_amount"),
        ("order_id,method,amount", "amount"),
        ("order_id,method,note", ""),
    ],
)
def test_the_column_of_payments_that_says_how_much(tmp_path: Path, header: str, column: str) -> None:
    assert money_of(table(tmp_path, "payments.csv", f"{header}\n1001,card,15.00\n")) == column
