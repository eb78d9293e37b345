"""Refunds and lists of returned orders beside their orders: taken off, or asked about, never left out in silence."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.calls import Call

ITEMS = (
    "id,order_id,product_id,quantity,price\n1,1,10,2,5.00\n2,1,11,1,20.00\n3,2,11,1,20.00\n4,3,10,1,5.00\n"
)
ORDERS = """order_id,order_date,customer_id,status,discount,shipping,tax,total
1,2024-02-01,K1,completed,2.00,4.00,0.00,32.00
2,2024-02-02,K2,cancelled,0.00,4.00,0.00,24.00
3,2024-02-03,K1,completed,0.00,0.00,0.00,5.00
"""
SHOP = {"order_items.csv": ITEMS, "orders.csv": ORDERS}
REFUNDS = "refund_id,order_id,refund_date,amount\n1,1,2024-02-05,5.00\n"
STORE = {
    "orders.csv": "Row ID,Order ID,Order Date,Product Name,Sales,Quantity\n"
    "1,CA-1,2016-11-08,Chair,261.96,2\n2,CA-1,2016-11-08,Desk,731.94,3\n"
    "3,CA-2,2016-06-12,Label,14.62,2\n4,CA-3,2016-10-13,Table,957.58,5\n"
}
RETURNS = "Returned,Order ID\nYes,CA-2\n"


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def money(call: Call, where: str = "fate = 'loaded'") -> str:
    rows = call("sql", f"select sum(amount) as v from ledger where {where}", "--json").json["rows"]
    return f"{float(rows[0]['v'] or 0):.2f}"


@pytest.mark.parametrize(
    ("more", "net"),
    [
        ("", "32.00"),
        ("2,1,2024-02-06,2.50\n3,3,2024-02-06,1.00\n", "28.50"),
        ("2,2,2024-02-06,24.00\n", "32.00"),  # of a cancelled order, which is no sale anyway
    ],
    ids=["one", "several of an order", "of a cancelled order"],
)
def test_refunds_are_taken_off_their_orders(call: Call, tmp_path: Path, more: str, net: str) -> None:
    called = call("open", written(tmp_path / "shop", {**SHOP, "refunds.csv": REFUNDS + more}), "--yes")
    assert called.code == 0, called.err
    assert "refunds.csv takes" in called.out
    assert money(call) == net


def test_without_refunds_nothing_is_taken_off(call: Call, tmp_path: Path) -> None:
    assert call("open", written(tmp_path / "shop", SHOP), "--yes").code == 0
    assert money(call) == "37.00"


def test_refunds_of_other_orders_are_asked_about_and_wait(call: Call, tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", {**SHOP, "refunds.csv": f"{REFUNDS}2,9,2024-02-06,7.00\n"})
    called = call("open", folder, "--yes")
    assert called.code == 3
    assert "for 50% of its orders" in called.err
    assert "12.00" in called.err
    without, joined = [line.split("tillhouse", 1)[1] for line in called.err.splitlines() if " open " in line]
    assert call(*_options(joined)).code == 0
    assert (money(call), money(call, "fate = 'quarantined'")) == ("32.00", "-7.00")
    assert "--join refunds" not in without


def test_the_others_are_opened_without_a_file_that_is_not_clear(call: Call, tmp_path: Path) -> None:
    lines = "order_id,product_id,quantity,return_date\n1,10,1,2024-02-09\n"
    called = call("open", written(tmp_path / "shop", {**SHOP, "returns.csv": lines}), "--yes")
    assert called.code == 3
    assert "returns.csv (1 row) belongs to orders by order_id, and its columns do not say how" in called.err
    (typed,) = [line.split("tillhouse", 1)[1] for line in called.err.splitlines() if " open " in line]
    again = call(*_options(typed))
    assert again.code == 0, again.err
    assert "returns.csv (not joined)" in again.out
    assert money(call) == "37.00"


@pytest.mark.parametrize(
    "returns",
    [
        RETURNS,
        f"{RETURNS}Yes,CA-2\n",
        "Order ID,Status\nCA-2,Returned\n",
        "Returned,Order ID\nYes,CA-2\nNo,CA-1\n",
    ],
    ids=["once", "twice", "as a status", "with others"],
)
def test_returned_orders_are_sold_and_taken_back(call: Call, tmp_path: Path, returns: str) -> None:
    called = call("open", written(tmp_path / "store", {**STORE, "returns.csv": returns}), "--yes")
    assert called.code == 0, called.err
    assert "sold and taken back (1, 14.62)" in called.out
    assert money(call) == "1951.48"
    assert money(call, "event = 'return'") == "-14.62"


def test_returned_orders_of_a_workbook(call: Call, tmp_path: Path) -> None:
    import xlsxwriter

    sheets = {"Orders": STORE["orders.csv"], "People": "Person,Region\nAnna,West\n", "Returns": RETURNS}
    with xlsxwriter.Workbook(tmp_path / "store.xlsx") as book:
        for name, text in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(text.splitlines()):
                sheet.write_row(at, 0, line.split(","))
    called = call("open", tmp_path / "store.xlsx", "--yes")
    assert called.code == 0, called.err
    assert "sheet People (not joined)" in called.out
    assert money(call) == "1951.48"


def test_orders_that_returned_and_are_not_there_are_asked_about_and_wait(call: Call, tmp_path: Path) -> None:
    folder = written(tmp_path / "store", {**STORE, "returns.csv": f"{RETURNS}Yes,CA-9\n"})
    called = call("open", folder, "--yes")
    assert called.code == 3
    joined = called.err.splitlines()[-1].split("tillhouse", 1)[1]
    again = call(*_options(joined))
    assert again.code == 0, again.err
    assert "1 row of returns (total 0.00) has no line in orders, for quarantine: CA-9." in again.out
    assert money(call) == "1951.48"


def test_a_row_of_orders_that_is_there_twice_counts_once(call: Call, tmp_path: Path) -> None:
    orders = "order_id,order_date,customer_id\n1,2024-02-01,K1\n1,2024-02-01,K1\n2,2024-02-02,K2\n3,2024-02-03,K1\n"
    called = call(
        "open", written(tmp_path / "shop", {"order_items.csv": ITEMS, "orders.csv": orders}), "--yes"
    )
    assert called.code == 0, called.err
    assert money(call) == "55.00"


def test_an_order_with_two_contents_is_named_at_once(call: Call, tmp_path: Path) -> None:
    orders = "order_id,order_date,customer_id\n1,2024-02-01,K1\n1,2024-02-01,K2\n2,2024-02-02,K2\n3,2024-02-03,K1\n"
    called = call(
        "open", written(tmp_path / "shop", {"order_items.csv": ITEMS, "orders.csv": orders}), "--yes"
    )
    assert called.code != 0
    assert "orders.csv has 1 key more than once with other contents. order_id 1 is:" in called.err


def _options(typed: str) -> list[str]:
    """A printed command without its root, which the test calls with its own."""
    words = shlex.split(typed)
    return words[words.index("open") :]
