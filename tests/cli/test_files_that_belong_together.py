"""Files of orders, lines, products, customers and payments are joined by their keys, and nothing of them is lost."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.cli.calls import Call

ORDERS = """order_id,order_date,customer_id,status,currency,shipping,total
1001,2024-01-15 10:00,K1,completed,EUR,4.00,24.00
1002,2024-01-16 11:00,K2,completed,EUR,0.00,9.00
1003,2024-01-17 12:00,K1,completed,EUR,5.00,15.00
"""
ITEMS = """order_id,sku,name,quantity,unit_price
1001,P1,Pen,2,5.00
1001,P2,Ink,1,10.00
1002,P2,Ink,3,3.00
1003,P1,Pen,2,5.00
"""
SHOP = {"orders.csv": ORDERS, "order_items.csv": ITEMS}


KINDS = tomllib.loads((Path(__file__).parent / "files_that_belong_together.toml").read_text())["kind"]


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def asked(call: Call, sql: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = call("sql", sql, "--json").json["rows"]
    return rows


def by(call: Call, what: str, measure: str, where: str = "true") -> dict[str, str]:
    rows = asked(call, f"select {what} as k, {measure} as v from ledger where {where} group by 1 order by 1")
    return {row["k"]: row["v"] for row in rows}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind["name"]))
def test_a_folder_of_one_kind_gives_its_ledger(call: Call, tmp_path: Path, kind: dict[str, Any]) -> None:
    folder = written(tmp_path / "export", kind["files"])
    called = call("open", folder, "--yes", *kind["options"])
    assert called.code == 0, called.err
    loaded = "fate = 'loaded'"
    money = by(call, "line_type", "cast(round(sum(amount), 2) as decimal(18, 2))", loaded)
    assert {key: f"{float(value):.2f}" for key, value in money.items()} == kind["money"]
    assert {key: int(count) for key, count in by(call, "fate", "count(*)").items()} == kind["fates"]
    (row,) = asked(
        call,
        "select count(distinct customer_id) as c, min(business_date) as a, max(business_date) as b from ledger"
        f" where {loaded}",
    )
    assert (int(row["c"]), [row["a"], row["b"]]) == (kind["customers"], kind["days"])


def test_a_line_without_its_order_and_an_order_without_lines_are_named_and_wait(
    call: Call, tmp_path: Path
) -> None:
    more = "\n".join(f"20{n:02},2024-02-01 10:00,K1,completed,EUR,0.00,1.00" for n in range(20))
    lines = "\n".join(f"20{n:02},P1,Pen,1,1.00" for n in range(20))
    orders = f"{ORDERS}{more}\n1004,2024-01-18 10:00,K3,completed,EUR,0.00,70.00\n"
    folder = written(
        tmp_path / "shop", {"orders.csv": orders, "order_items.csv": f"{ITEMS}{lines}\n1099,P1,Pen,2,5.00\n"}
    )
    called = call("open", folder, "--yes")
    assert called.code == 0, called.err
    assert "1 line of order_items (10.00) has no order in orders, for quarantine: 1099." in called.out
    assert "1 row of orders (total 70.00) has no line in order_items, for quarantine: 1004." in called.out
    waiting = {
        row["reasons"].split(",")[0]: row["amount"]
        for row in asked(call, "select * from ledger where fate = 'quarantined'")
    }
    assert set(waiting) == {"orders has no order_id 1099", "order_items has no line of order_id 1004"}


def test_payments_that_differ_from_orders_are_said_with_their_money(call: Call, tmp_path: Path) -> None:
    payments = "order_id,payment_type,amount\n1001,card,24.00\n1002,card,9.00\n1003,card,12.00\n"
    folder = written(tmp_path / "shop", {**SHOP, "payments.csv": payments})
    said = call("open", folder, "--yes")
    assert said.code == 0, said.err
    assert "3 payments of payments, 45.00, are no sales." in said.out
    assert "Orders less payments are 3.00 in 1 order: 1003." in said.out


def test_a_zip_is_read_like_its_folder(call: Call, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "shop.zip", "w") as packed:
        for name, text in SHOP.items():
            packed.writestr(name, text)
    assert call("open", tmp_path / "shop.zip", "--yes").code == 0
    assert by(call, "line_type", "sum(amount)") == {"postage": "9.00", "product": "39.00"}


@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_sheets_of_a_workbook_are_read_like_files(call: Call, tmp_path: Path, ending: str) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / f"shop.{ending}") as book:
        for name, text in (("Orders", ORDERS), ("Order Items", ITEMS)):
            sheet = book.add_worksheet(name)
            for at, line in enumerate(text.splitlines()):
                sheet.write_row(at, 0, line.split(","))
    called = call("open", tmp_path / f"shop.{ending}", "--yes")
    assert called.code == 0, called.err
    assert by(call, "line_type", "sum(amount)") == {"postage": "9.00", "product": "39.00"}


def test_a_second_run_is_idle_and_a_changed_order_is_a_new_delivery(call: Call, tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", SHOP)
    assert call("open", folder, "--yes").code == 0
    assert "othing" in call("run").out
    (folder / "orders.csv").write_text(ORDERS.replace("K2,completed", "K2,cancelled"))
    called = call("open", folder, "--yes", "--duplicates", "newest")
    assert called.code == 0, called.err
    assert by(call, "fate", "sum(amount)", "fate = 'loaded' and invoice_no = '1002'") == {}
    assert call("verify", "--rebuild").code == 0


def test_an_order_that_is_called_off_later_counts_no_more(call: Call, tmp_path: Path) -> None:
    orders = f"{ORDERS}1004,2024-01-18 12:00,K1,cancelled,EUR,0.00,10.00\n"
    folder = written(
        tmp_path / "shop", {"orders.csv": orders, "order_items.csv": f"{ITEMS}1004,P1,Pen,2,5.00\n"}
    )
    assert call("open", folder, "--yes").code == 0
    (folder / "orders.csv").write_text(orders.replace("K2,completed", "K2,cancelled"))
    called = call("open", folder, "--yes")
    assert called.code == 0, called.err
    assert by(call, "fate", "count(*)", "invoice_no = '1002'") == {"not_sales": 1, "superseded": 1}


def test_a_new_status_is_decided_by_the_command_that_is_shown(call: Call, tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", SHOP)
    assert call("open", folder, "--yes").code == 0
    (folder / "orders.csv").write_text(ORDERS.replace("K2,completed", "K2,held back"))
    call("run")
    decided = ("--name", "shop", "--status", "held back=not_sales", "--yes")
    called = call("open", folder / "order_items.csv", *decided)
    assert called.code == 0, called.err
    assert by(call, "fate", "count(*)", "status = 'held back'") == {"not_sales": 1}


def test_describe_tells_of_the_joined_records(call: Call, tmp_path: Path) -> None:
    called = call("describe", written(tmp_path / "shop", SHOP))
    assert called.code == 0, called.err
    assert "order_date" in called.out
    assert "unit_price" in called.out


def test_files_of_two_forms_of_lines_are_not_joined(call: Call, tmp_path: Path) -> None:
    header = "Order ID,SKU,Name,Qty,Date,Price,Customer ID"
    rows = "1,P1,Pen,2,2024-01-15,5.00,K1{0}\n2,P2,Ink,1,2024-01-16,3.00,K2{0}\n"
    first, second = f"{header}\n{rows.format('')}", f"{header},Note\n{rows.format(',')}"
    assert (
        call("open", written(tmp_path / "shop", {"first.csv": first, "second.csv": second}), "--yes").code
        == 0
    )
    assert len(call("deliveries", "list", "--json").json["deliveries"]) == 2


def test_a_later_month_is_joined_with_its_own_orders(call: Call, tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", {"orders_2024-01.csv": ORDERS, "order_items_2024-01.csv": ITEMS})
    assert call("open", folder, "--yes").code == 0
    february = {
        "orders_2024-02.csv": ORDERS.replace("2024-01", "2024-02").replace("\n10", "\n20"),
        "order_items_2024-02.csv": ITEMS.replace("\n10", "\n20"),
    }
    written(folder, february)
    called = call("run")
    assert called.code == 0, called.err
    money = by(call, "month", "sum(amount)", "fate = 'loaded'")
    assert money == {"2024-01": "48.00", "2024-02": "48.00"}


def test_an_order_that_is_there_twice_with_other_contents_is_refused_with_both(
    call: Call, tmp_path: Path
) -> None:
    folder = written(
        tmp_path / "shop",
        {**SHOP, "orders.csv": ORDERS + "1003,2024-01-18 12:00,K9,completed,EUR,5.00,15.00\n"},
    )
    called = call(
        "open", folder, "--yes", "--records", "order_items", "--join", "orders=order_id=order_items.order_id"
    )
    assert called.code != 0
    assert "2024-01-17 12:00" in called.err
    assert "2024-01-18 12:00" in called.err


MORE = "1004,2024-01-18 12:00,K3,completed,EUR,0.00,0.00\n"


def test_keys_that_all_find_each_other_need_no_names(call: Call, tmp_path: Path) -> None:
    files = {
        "orders.csv": ORDERS.replace("order_id", "reference").replace("\n10", "\nA-10"),
        "order_items.csv": ITEMS.replace("order_id", "belongs").replace("\n10", "\nA-10"),
    }
    assert call("open", written(tmp_path / "shop", files), "--yes").code == 0
    assert by(call, "line_type", "sum(amount)") == {"postage": "9.00", "product": "39.00"}


def test_keys_that_are_not_named_alike_are_asked_about_with_one_complete_command(
    call: Call, tmp_path: Path
) -> None:
    folder = written(
        tmp_path / "shop",
        {
            "orders.csv": (ORDERS + MORE).replace("order_id", "reference").replace("\n10", "\nA-10"),
            "order_items.csv": ITEMS.replace("order_id", "belongs").replace("\n10", "\nA-10"),
        },
    )
    called = call("open", folder, "--yes")
    assert called.code == 3
    assert "--records order_items --join orders=reference=order_items.belongs" in called.err
    chosen = ("--records", "order_items", "--join", "orders=reference=order_items.belongs")
    assert call("open", folder, "--yes", *chosen).code == 0
    assert by(call, "line_type", "sum(amount)").items() >= {"postage": "9.00", "product": "39.00"}.items()


def test_small_numbers_in_common_do_not_join_files(call: Call, tmp_path: Path) -> None:
    visits = "visit,day,visitors\n1,2024-01-01,50\n2,2024-01-02,60\n3,2024-01-03,70\n"
    lines = "row,sku,quantity,unit_price\n1,P1,2,5.00\n2,P2,1,3.00\n3,P1,1,5.00\n"
    called = call("open", written(tmp_path / "shop", {"visits.csv": visits, "lines.csv": lines}), "--yes")
    assert called.code != 0
    assert "together" not in called.out


def test_two_exports_of_one_form_stay_two_deliveries(call: Call, tmp_path: Path) -> None:
    header = "Order ID,SKU,Name,Qty,Date,Price,Customer ID"
    january = f"{header}\n1,P1,Pen,2,2024-01-15,5.00,K1\n2,P2,Ink,1,2024-01-16,3.00,K2\n"
    folder = written(
        tmp_path / "shop",
        {
            "jan.csv": january,
            "feb.csv": january.replace("2024-01", "2024-02").replace("\n1,", "\n3,").replace("\n2,", "\n4,"),
        },
    )
    assert call("open", folder, "--yes").code == 0
    assert len(call("deliveries", "list", "--json").json["deliveries"]) == 2
