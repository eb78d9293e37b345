"""A shop that sells by weight: its files say the unit behind the quantity, and begin each day at number 1."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl

from tests.shops import open_shop

HEADER = "Bon-Nr.;Datum;Uhrzeit;Artikelnr.;Bezeichnung;Menge;Einzelpreis;Betrag"
MONDAY = (
    "1;04.03.2024;08:13;4011;Bananen;0,808 kg;1,99;1,61",
    "2;04.03.2024;08:20;8020;Brötchen;3 Stk;0,45;1,35",
)
TUESDAY = (
    "1;05.03.2024;08:01;4011;Bananen;1,250 kg;1,99;2,49",
    "2;05.03.2024;09:00;8020;Brötchen;-1 Stk;0,45;-0,45",
)


def days(folder: Path) -> Path:
    folder.mkdir()
    for name, lines in (("mo", MONDAY), ("di", TUESDAY)):
        total = "Summe;;;;;;;2,96"
        (folder / f"{name}.csv").write_text("\n".join((HEADER, *lines, total, "")), encoding="cp1252")
    return folder


def test_quantities_units_and_orders_of_each_day(tmp_path: Path) -> None:
    shop = open_shop(
        tmp_path / "lake", days(tmp_path / "till"), order="number_and_day", date_order="day-first"
    )
    lines = shop.table("ledger").sort("business_date", "invoice_no")
    assert set(lines["fate"]) == {"loaded"}
    assert lines["unit"].to_list() == ["kg", "Stk", "kg", "Stk"]
    assert lines["quantity"].to_list() == [Decimal(one) for one in ("0.808", "3", "1.25", "-1")]
    assert lines["amount"].sum() == Decimal("5.00")
    assert shop.table("receipts")["order_id"].n_unique() == 4
    assert lines.group_by("unit").agg(pl.col("quantity").sum()).sort("unit")["quantity"].to_list() == [
        Decimal(2),
        Decimal("2.058"),
    ]
