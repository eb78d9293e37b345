"""A new feed of which most lines wait is refused with what to do, and nothing is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call

HEADER = "Order,Date,SKU,Item,Qty,Price"
SOLD = "{},2026-03-{},A1,Coffee,2,3.25"


def file(folder: Path, *orders: str) -> str:
    lines = [SOLD.format(order, 13 + n) for n, order in enumerate(orders)]
    path = folder / "sales.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("orders", [("", "7", ""), ("", "", "", "7", "8")])
def test_a_file_of_which_most_lines_wait_is_not_published(
    tmp_path: Path, call: Call, orders: tuple[str, ...]
) -> None:
    root = str(tmp_path / "lake")
    refused = call("--root", root, "open", file(tmp_path, *orders), "--yes")
    assert refused.code == 3
    waiting = orders.count("")
    assert (
        f"{waiting} of {len(orders)} lines could not be booked; {waiting} of them: invoice no missing"
        in refused.err
    )
    assert "--without invoice_no" in refused.err
    assert call("--root", root, "statement").code == 4


def test_what_it_says_to_do_is_possible(tmp_path: Path, call: Call) -> None:
    path, root = file(tmp_path, "", "7", ""), str(tmp_path / "lake")
    assert call("--root", root, "open", path, "--yes", "--plan").code == 0
    assert call("--root", root, "apply", "1").code == 0
    assert call("--root", root, "statement", "--json").json["fates"]["quarantined"]["rows"] == 2
    other = ("--name", "again", "--without", "invoice_no", "--same-sales", "keep", "--yes")
    assert call("--root", root, "open", path, *other).code == 0


def test_a_file_of_which_few_lines_wait_is_published(tmp_path: Path, call: Call) -> None:
    opened = call("--root", str(tmp_path / "lake"), "open", file(tmp_path, "7", "8", ""), "--yes")
    assert opened.code == 0 and "13.00" in opened.out


BARE = HEADER + "\n1,2026-03-13,{},Coffee,2,3.25\n2,2026-03-14,{},Tea,1,3.00\n"


@pytest.mark.parametrize(
    ("codes", "more", "products"),
    [
        (("A1", "A1"), ("--without", "stock_code"), ["COFFEE", "TEA"]),
        (("", ""), (), ["COFFEE", "TEA"]),
        (("A1", ""), (), ["A1", "TEA"]),
    ],
    ids=["as a person says", "in no row", "in one row"],
)
def test_goods_without_a_code_go_by_their_names(
    tmp_path: Path, call: Call, codes: tuple[str, ...], more: tuple[str, ...], products: list[str]
) -> None:
    root, path = str(tmp_path / "lake"), tmp_path / "sales.csv"
    path.write_text(BARE.format(*codes), encoding="utf-8")
    assert call("--root", root, "open", str(path), *more, "--yes").code == 0
    shown = call("--root", root, "show", "dim_product", "--order-by", "stock_code", "--json").json
    assert [row["stock_code"] for row in shown] == products
    assert call("--root", root, "statement", "--json").json["fates"]["loaded"]["amount"] == "9.50"


def test_a_tip_without_a_code_is_no_product(tmp_path: Path, call: Call) -> None:
    root, path = str(tmp_path / "lake"), tmp_path / "sales.csv"
    path.write_text(BARE.format("A1", "A2") + "2,2026-03-14,,Gratuity,1,2.00\n", encoding="utf-8")
    opened = call("--root", root, "open", str(path), "--yes")
    assert "Gratuity is no product but a tip" in opened.out
    said = call("--root", root, "statement", "--json").json
    assert said["line_types"]["tip"]["amount"] == "2.00" and said["fates"]["loaded"]["amount"] == "11.50"
