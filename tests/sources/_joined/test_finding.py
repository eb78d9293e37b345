"""Which file holds lines, which orders, and what else belongs to them; what is not clear is left to a person."""

from __future__ import annotations

from pathlib import Path
from shutil import make_archive

import pytest
from xlsxwriter import Workbook

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
            "".join(ITEMS.replace("order_id", "bon").replace("\n10", "\nAB-").splitlines(keepends=True)[:-2]),
            "their names do not say that these columns are one key",
        ),
    ],
    ids=["lines without orders", "orders without lines", "values alone"],
)
def test_what_is_not_clear_is_left_open(tmp_path: Path, orders: str, items: str, why: str) -> None:
    whole = found(tmp_path, orders=orders, order_items=items)
    assert whole is not None
    assert whole.open == why


def test_keys_that_all_find_each_other_in_one_way_need_no_name(tmp_path: Path) -> None:
    orders = ORDERS.replace("order_id", "beleg").replace("\n10", "\nAB-")
    whole = found(
        tmp_path, orders=orders, order_items=ITEMS.replace("order_id", "bon").replace("\n10", "\nAB-")
    )
    assert whole is not None
    assert (whole.open, whole.joins) == ("", {"orders": "beleg=order_items.bon"})


def test_keys_that_most_lines_do_not_find_join_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, orders=ORDERS.replace("\n10", "\n90"), order_items=ITEMS) is None


def test_files_of_one_form_are_not_joined(tmp_path: Path) -> None:
    assert found(tmp_path, january=ORDERS, february=ORDERS) is None


def test_one_file_alone_is_not_joined(tmp_path: Path) -> None:
    assert found(tmp_path, order_items=ITEMS) is None


def table(text: str) -> list[list[str | float]]:
    """A text as cells, what is a number as one."""
    rows = [line.split(",") for line in text.splitlines()]
    return [[float(one) if one.replace(".", "").isdigit() else one for one in row] for row in rows]


def workbook(path: Path, text: str) -> None:
    with Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        for place, row in enumerate(table(text)):
            sheet.write_row(place, 0, row)


@pytest.mark.parametrize("book", ["orders", "order_items"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_workbook_and_a_text_belong_together_as_two_texts_do(
    tmp_path: Path, book: str, packed: bool
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    for part, text in {"orders": ORDERS, "order_items": ITEMS}.items():
        if part == book:
            workbook(folder / f"{part}.xlsx", text)
        else:
            (folder / f"{part}.csv").write_text(text)
    place = Path(make_archive(str(tmp_path / "packed"), "zip", folder)) if packed else folder

    whole = together(open_all(place))

    assert whole is not None
    assert (whole.records_in, whole.joins, whole.open) == ("order_items", BY_ORDER, "")


def test_a_workbook_beside_a_text_of_the_same_columns_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "items_01.csv").write_text(ITEMS)
    workbook(tmp_path / "items_02.xlsx", ITEMS)
    workbook(tmp_path / "more_01.xlsx", ITEMS)

    assert together(open_all(tmp_path)) is None
