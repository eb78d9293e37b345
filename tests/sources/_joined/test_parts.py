"""The name of a file says which part it is, and which delivery it belongs to."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from tests.sources._joined.folders import ITEMS, ORDERS
from tillhouse.sources import open_all
from tillhouse.sources._joined.parts import deliveries, part_of


@pytest.mark.parametrize(
    ("name", "part", "number"),
    [
        ("orders.csv", "orders", ""),
        ("orders_2024-01.csv", "orders", "2024-01"),
        ("2024-01 orders.csv", "orders", "2024-01"),
        ("orders-3", "orders", "3"),
        ("Order Items.csv.gz", "order_items", ""),
        ("olist_orders_dataset.csv", "olist_orders_dataset", ""),
        ("b2b_orders.csv", "b2b_orders", ""),
        ("1234.csv", "1234", ""),
    ],
)
def test_what_numbers_a_delivery_is_no_part_of_the_name(name: str, part: str, number: str) -> None:
    assert part_of(name) == (part, number)


def test_files_of_one_number_are_one_delivery(tmp_path: Path) -> None:
    for month in ("2024-01", "2024-02"):
        (tmp_path / f"orders_{month}.csv").write_text(ORDERS)
        (tmp_path / f"order_items_{month}.csv").write_text(ITEMS)
    found = deliveries(open_all(tmp_path))
    assert [sorted(one) for one in found] == [["order_items", "orders"]] * 2
    assert {one["orders"].name for one in found} == {"orders_2024-01.csv", "orders_2024-02.csv"}


def test_files_of_two_folders_are_two_deliveries(tmp_path: Path) -> None:
    for store in ("north", "south"):
        (tmp_path / store).mkdir()
        (tmp_path / store / "orders.csv").write_text(ORDERS)
    assert len(deliveries(open_all(tmp_path))) == 2


def test_the_members_of_an_archive_are_one_delivery(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("export/orders.csv", ORDERS)
        archive.writestr("export/order_items.csv", ITEMS)
    (found,) = deliveries(open_all(tmp_path / "export.zip"))
    assert sorted(found) == ["order_items", "orders"]


def test_the_sheets_of_a_workbook_are_one_delivery_and_are_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Orders"
    book.create_sheet("Order Items")
    book.save(tmp_path / "export.xlsx")
    (found,) = deliveries(open_all(tmp_path))
    assert [(part, member.name) for part, member in found.items()] == [
        ("orders", "export.xlsx, sheet Orders"),
        ("order_items", "export.xlsx, sheet Order Items"),
    ]
