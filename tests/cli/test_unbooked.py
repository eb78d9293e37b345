"""A new feed of which most lines wait is refused with what to do, and nothing is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call

HEADER = "Order,Date,SKU,Item,Qty,Price"
SOLD = "{},2026-03-{},{},Coffee,2,3.25"


def file(folder: Path, *codes: str) -> str:
    lines = [SOLD.format(n, 13 + n, code) for n, code in enumerate(codes)]
    path = folder / "sales.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("codes", [("", "A1", ""), ("", "", "", "A1", "A2")])
def test_a_file_of_which_most_lines_wait_is_not_published(
    tmp_path: Path, call: Call, codes: tuple[str, ...]
) -> None:
    root = str(tmp_path / "lake")
    refused = call("--root", root, "open", file(tmp_path, *codes), "--yes")
    assert refused.code == 3
    waiting = codes.count("")
    assert (
        f"{waiting} of {len(codes)} lines could not be booked; {waiting} of them: stock code missing"
        in refused.err
    )
    assert "--without stock_code" in refused.err
    assert call("--root", root, "statement").code == 4


def test_what_it_says_to_do_is_possible(tmp_path: Path, call: Call) -> None:
    path, root = file(tmp_path, "", "A1", ""), str(tmp_path / "lake")
    assert call("--root", root, "open", path, "--yes", "--plan").code == 0
    assert call("--root", root, "apply", "1").code == 0
    assert call("--root", root, "statement", "--json").json["fates"]["quarantined"]["rows"] == 2
    other = ("--name", "again", "--without", "stock_code", "--same-sales", "keep", "--yes")
    assert call("--root", root, "open", path, *other).code == 0


def test_a_file_of_which_few_lines_wait_is_published(tmp_path: Path, call: Call) -> None:
    opened = call("--root", str(tmp_path / "lake"), "open", file(tmp_path, "A1", "A1", ""), "--yes")
    assert opened.code == 0 and "13.00" in opened.out


def test_where_no_column_holds_codes_goods_go_by_their_names(tmp_path: Path, call: Call) -> None:
    root = str(tmp_path / "lake")
    assert (
        call("--root", root, "open", file(tmp_path, "", "A1", "A1"), "--without", "stock_code", "--yes").code
        == 0
    )
    assert [row["stock_code"] for row in call("--root", root, "show", "dim_product", "--json").json] == [
        "COFFEE"
    ]
