"""`tillhouse show` and `tillhouse tables`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call


def test_rows_come_in_the_order_of_the_key(call: Call, shop: Path) -> None:
    rows = call("show", "daily_sales", "--json", "--limit", "1000").json
    days = [row["business_date"] for row in rows]
    assert days == sorted(days)
    assert rows[0]["net_sales"].count(".") == 1


def test_what_is_left_out_is_said(call: Call, shop: Path) -> None:
    every = len(call("show", "ledger", "--limit", "1000", "--json").json)
    assert f"2 of {every} rows of ledger, release 1" in call("show", "ledger", "--limit", "2").out
    assert f"{every} rows of ledger, release 1" in call("show", "ledger", "--limit", "1000").out


def test_rows_and_columns_are_chosen(call: Call, shop: Path) -> None:
    rows = call(
        *("show", "ledger", "--where", "line_type=postage", "--where", "quantity>0"),
        *("--columns", "line_type,quantity", "--order-by=-quantity", "--json"),
    ).json
    assert rows
    assert all(list(row) == ["line_type", "quantity"] for row in rows)
    assert {row["line_type"] for row in rows} == {"postage"}


def test_mistyped_names_are_corrected(call: Call, shop: Path) -> None:
    for words in (("show", "daily_sale"), ("show", "ledger", "--columns", "amont"), ("tables", "legder")):
        answer = call(*words)
        assert answer.code == 4
        assert "Did you mean" in answer.err


def test_an_older_release_is_as_it_was(call: Call, shop: Path) -> None:
    before = call("show", "monthly_sales", "--json").json
    call("open", "december.csv", "--yes")
    assert call("show", "monthly_sales", "--json").json != before
    assert call("show", "monthly_sales", "--release", "1", "--json").json == before
    first, second = (row["created_at"] for row in call("releases", "list", "--json").json)
    assert call("show", "monthly_sales", "--as-of", first, "--json").json == before
    assert call("show", "monthly_sales", "--as-of", second, "--json").json != before
    early = call("show", "monthly_sales", "--as-of", "2001-01-01")
    assert (early.code, "The first is release 1" in early.err) == (4, True)
    assert call("show", "monthly_sales", "--as-of", second, "--release", "1").code == 4


def test_a_table_is_described(call: Call, shop: Path) -> None:
    said = call("tables", "daily_sales", "--json").json
    assert said["inputs"] == ["sales_bridge", "receipts", "ledger"]
    assert "monthly_sales" in said["readers"]
    assert {"name", "type", "meaning", "classification", "provenance", "key"} == set(said["columns"][0])
    text = call("tables", "ledger").out
    assert "personal" in text
    assert "unique(line_id, part)" in text


def test_tables_are_listed_with_rows_and_months(call: Call, shop: Path) -> None:
    by_name = {table["name"]: table for table in call("tables", "--json").json}
    assert by_name["daily_sales"]["rows"] == len(call("show", "daily_sales", "--limit", "999", "--json").json)
    assert by_name["deliveries"]["rows"] == 1
    assert by_name["ledger"]["months"] == 3


def test_tables_are_described_before_anything_is_published(call: Call) -> None:
    assert "Nothing has been published yet" in call("tables").out
    assert call("tables", "ledger").code == 0
    assert call("show", "ledger").code == 4
