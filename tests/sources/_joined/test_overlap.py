"""What says that two columns are one key: their names, and the values they share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources._joined.folders import ITEMS, ORDERS, table
from tillhouse.sources._joined.overlap import Columns, Found, agree, by_values, is_numbered, joins, singular


def columns(folder: Path, part: str, text: str) -> Columns:
    return Columns(table(folder, f"{part}.csv", text), {})


def found(folder: Path, many: tuple[str, str], one: tuple[str, str]) -> dict[str, Found]:
    return {join.join.text: join for join in joins(columns(folder, *many), columns(folder, *one))}


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("orders", "order"),
        ("wp_wc_orders", "order"),
        ("olist_customers_dataset", "customer"),
        ("order_items", "item"),
        ("categories", "category"),
    ],
)
def test_what_one_row_of_a_table_is_called(part: str, word: str) -> None:
    assert singular(part) == word


@pytest.mark.parametrize(
    ("ours", "theirs", "part"),
    [
        ("order_id", "order_id", "orders"),
        ("OrderID", "order id", "orders"),
        ("order_id", "id", "wp_wc_orders"),
        ("category", "id", "categories"),
        ("customer_no", "id", "customers"),
    ],
)
def test_columns_that_are_named_as_one_key(ours: str, theirs: str, part: str) -> None:
    assert agree(ours, theirs, part)


@pytest.mark.parametrize(
    ("ours", "theirs", "part"),
    [("id", "id", "orders"), ("product_id", "id", "orders"), ("order_id", "customer_id", "orders")],
)
def test_columns_that_are_not(ours: str, theirs: str, part: str) -> None:
    assert not agree(ours, theirs, part)


def test_lines_find_their_orders_and_orders_find_no_line(tmp_path: Path) -> None:
    lines, orders = ("order_items", ITEMS), ("orders", ORDERS)
    (one,) = found(tmp_path / "a", lines, orders).values()
    assert one.join.text == "order_id=order_items.order_id"
    assert (one.share, one.used, one.by_name, one.many) == (1.0, 1.0, True, True)
    assert is_numbered(one.join)
    assert not found(tmp_path / "b", orders, lines)


def test_shares_are_of_different_keys(tmp_path: Path) -> None:
    lines = ITEMS + "1009,P1,Pen,2,5.00\n" * 8
    orders = f"{ORDERS}1003,2024-01-17,K1,completed\n1004,2024-01-17,K1,completed\n"
    (one,) = found(tmp_path, ("order_items", lines), ("orders", orders)).values()
    assert (one.share, one.used) == (pytest.approx(2 / 3), 0.5)


def test_two_columns_are_a_key_where_one_alone_repeats(tmp_path: Path) -> None:
    orders = "store,ticket\nN,1\nN,2\nS,1\nS,2\n"
    lines = "store,ticket,sku\nN,1,P1\nS,1,P2\nS,2,P2\nS,2,P3\n"
    (text,) = found(tmp_path, ("lines", lines), ("orders", orders))
    assert text == "store+ticket=lines.store+ticket"


def test_amounts_dates_and_words_are_no_keys(tmp_path: Path) -> None:
    text = "order_id,quantity,order_date,unit_price,note,a\n1,2,2024-01-15,5.00,x,1.25\n"
    assert columns(tmp_path, "orders", text).names == ["order_id"]


def test_values_alone_join_codes_and_never_small_numbers(tmp_path: Path) -> None:
    codes = (
        columns(tmp_path / "a", "till", "bon\nAB-1\nAB-2\n"),
        columns(tmp_path / "b", "head", "beleg\nAB-1\nAB-2\n"),
    )
    (one,) = by_values(*codes)
    assert (one.join.text, one.by_name, one.share) == ("beleg=till.bon", False, 1.0)
    counted = columns(tmp_path / "c", "till", "bon\n1\n2\n"), columns(tmp_path / "d", "head", "beleg\n1\n2\n")
    assert not [*by_values(*counted)]
