"""Lines get the fields of their order; what finds no partner is a record of its own, and none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources._joined.folders import ITEMS, JOINS, ORDERS, SHOP, joining, told
from tillhouse.errors import UnmappedHeader, UnreadableFile

PAYMENTS = "order_id,method,amount\n1001,card,15.00\n1001,cash,5.00\n"
PAID = {"payments": "order_id=payments.order_id"}


def test_lines_get_the_fields_of_their_order(tmp_path: Path) -> None:
    whole = joining(tmp_path, SHOP)
    assert told([*whole.pieces()], "order_id", "sku", "customer_id") == [
        ("lines", 2, "1001", "P1", "K1"),
        ("lines", 3, "1001", "P2", "K1"),
        ("lines", 4, "1002", "P2", "K2"),
    ]
    assert whole.count() == 3


def test_a_line_without_its_order_is_kept_and_marked(tmp_path: Path) -> None:
    whole = joining(tmp_path, SHOP | {"order_items.csv": f"{ITEMS}1009,P1,Pen,1,5.00\n"})
    (piece,) = whole.pieces()
    assert piece.lost.to_list() == [False, False, False, True]
    assert piece.keys[3] == "1009"
    assert whole.count() == 4


def test_an_order_without_lines_is_a_record_after_the_lines(tmp_path: Path) -> None:
    whole = joining(tmp_path, SHOP | {"orders.csv": f"{ORDERS}1003,2024-01-17 12:00,K3,completed\n"})
    assert told([*whole.pieces()], "order_id", "sku", "customer_id")[3:] == [("alone", 5, "1003", None, "K3")]
    assert whole.count() == 4


def test_payments_are_records_with_the_order_they_are_for(tmp_path: Path) -> None:
    whole = joining(tmp_path, SHOP | {"payments.csv": PAYMENTS}, payments=PAID)
    assert told([*whole.pieces()], "order_id", "customer_id", "payments")[3:] == [
        ("payments", 5, "1001", "K1", '{"order_id":"1001","method":"card","amount":"15.00"}'),
        ("payments", 6, "1001", "K1", '{"order_id":"1001","method":"cash","amount":"5.00"}'),
    ]
    assert whole.count() == 5


def test_every_record_has_all_columns(tmp_path: Path) -> None:
    files = SHOP | {
        "orders.csv": f"{ORDERS}1003,2024-01-17 12:00,K3,completed\n",
        "payments.csv": PAYMENTS,
    }
    pieces = [*joining(tmp_path, files, payments=PAID).pieces()]
    assert [piece.kind for piece in pieces] == ["lines", "alone", "payments"]
    assert len({tuple(piece.frame.columns) for piece in pieces}) == 1


def test_customers_are_found_by_way_of_orders(tmp_path: Path) -> None:
    joins = {"customers": "id=orders.customer_id", **JOINS}
    whole = joining(tmp_path, SHOP | {"customers.csv": "id,country\nK1,FR\n"}, joins)
    assert told([*whole.pieces()], "country") == [("lines", 2, "FR"), ("lines", 3, "FR"), ("lines", 4, None)]


def test_columns_of_one_name_in_another_case_are_kept_apart(tmp_path: Path) -> None:
    orders = ORDERS.replace("status", "Name")
    assert "orders.Name" in joining(tmp_path, SHOP | {"orders.csv": orders}).header


def test_a_file_that_the_feed_joins_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match="joins orders, and no file of that name is there: order_items"):
        joining(tmp_path, {"order_items.csv": ITEMS})


def test_a_table_that_is_not_joined_leads_nowhere(tmp_path: Path) -> None:
    joins = {**JOINS, "customers": "id=people.customer_id"}
    with pytest.raises(UnmappedHeader, match="finds rows from people, which it does not join"):
        joining(tmp_path, SHOP | {"customers.csv": "id,country\nK1,FR\n"}, joins)


def test_lines_without_the_column_of_their_key_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"order_items\.csv has no column order_id"):
        joining(tmp_path, SHOP | {"order_items.csv": ITEMS.replace("order_id", "bon")})
