"""A feed whose reading is changed by hand: its bronze is read again, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.shops import Shop, open_shop, take_in
from tillhouse.lake.snapshot import Snapshot
from tillhouse.quarantine.replay import discard
from tillhouse.settings.settings import load, save_feed
from tillhouse.upkeep.verification import verified

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country,Cashier's till\n"
JANUARY, FEBRUARY, MARCH = "2011-01-31 10:00:00", "2011-02-01 01:00:00", "2011-03-31 10:00:00"


def shop_of(root: Path, *lines: str, **decided: Any) -> Shop:
    path = root / "sales.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    return open_shop(root / "lake", path, **decided)


def read_again(shop: Shop, **decided: Any) -> Shop:
    """The same lake after a run with other settings of its feed."""
    save_feed(shop.settings.root, replace(shop.settings.feeds["shop"], **decided))
    settings = load(str(shop.settings.root))
    release = take_in(settings, [])
    assert release is not None
    assert not verified(settings, release).findings
    return Shop(settings, release)


def test_the_first_month_can_vanish(tmp_path: Path) -> None:
    line = f"1,85A,MUG,1,{FEBRUARY},2.50,17,France,9"
    shop = shop_of(tmp_path, line, line.replace("-02-", "-03-"), day_ends="04:00")
    assert sorted(shop.release.tables["ledger"].partitions) == ["2011-01", "2011-02"]
    again = read_again(shop, day_ends="00:00")
    assert sorted(again.release.tables["ledger"].partitions) == ["2011-02", "2011-03"]


def test_a_month_of_one_table_can_vanish_beside_months_that_stay(tmp_path: Path) -> None:
    products = [f"{n},85A,MUG,1,{at},2.50,17,France,9" for n, at in enumerate((JANUARY, FEBRUARY), 1)]
    others = [line.replace("85A", "ZZZ") for line in products]
    shop = shop_of(tmp_path, *products, *others, f"3,99C,BOX,1,{MARCH},2.50,17,France,9")
    assert sorted(shop.release.tables["product_months"].partitions) == ["2011-01", "2011-02", "2011-03"]
    again = read_again(shop, line_types={"99C": "postage", "ZZZ": "fee"})
    assert sorted(again.release.tables["product_months"].partitions) == ["2011-01", "2011-02"]


def test_text_that_loses_its_meaning_is_kept_and_can_have_it_again(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, f"1,85A,MUG,1,{JANUARY},2.50,17,France,9")
    columns = dict(shop.settings.feeds["shop"].columns)
    without = {name: header for name, header in columns.items() if name != "customer_id"}
    anonymous = read_again(shop, columns=without)
    assert anonymous.table("ledger")["customer_id"].to_list() == [None]
    by_till = read_again(anonymous, columns={**without, "customer_id": "Cashier's till"})
    assert by_till.table("ledger")["customer_id"].to_list() == ["9"]
    as_before = read_again(by_till, columns=columns)
    assert as_before.table("ledger")["customer_id"].to_list() == ["17"]
    assert as_before.table("raw_sales").drop("taken_at").equals(shop.table("raw_sales").drop("taken_at"))


def test_a_file_with_no_column_to_spare_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    line = f"1,85A,MUG,1,{JANUARY},2.50,17,France\n"
    path.write_text(HEADER.replace(",Cashier's till", "") + line * 2)
    again = read_again(open_shop(tmp_path / "lake", path), duplicates="exact")
    assert again.table("ledger")["fate"].to_list() == ["loaded", "duplicate"]


def test_a_decision_moves_with_the_record_it_is_about(tmp_path: Path) -> None:
    lines = [f"{n},85A,MUG,{n},{FEBRUARY},2.50,17,France,9" for n in range(1, 9)]
    shop = shop_of(tmp_path, *lines, lines[0].replace("MUG,1,", "MUG,1x,"), day_ends="04:00")
    discard(shop.settings, lambda quarantine: quarantine.records(), "a test of the till")
    decided = Shop(shop.settings, Snapshot(shop.settings).release)
    assert decided.table("repairs")["month"].to_list() == ["2011-01"]
    again = read_again(decided, day_ends="00:00")
    assert again.table("repairs")["month"].to_list() == ["2011-02"]
    assert sorted(again.table("ledger")["fate"])[-2:] == ["loaded", "superseded"]
