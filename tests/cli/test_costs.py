"""`tillhouse costs`: what products cost, as a person takes it in."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call


def test_costs_are_taken_in_and_products_ranked_by_margin(call: Call, shop: Path) -> None:
    codes = [row["stock_code"] for row in call("show", "product_sales", "--limit", "2", "--json").json]
    rows = [f"{code},1.05,GBP" for code in codes]
    (shop / "costs.csv").write_text("\n".join(["stock_code,cost,currency", *rows]))
    said = call("costs", "load", "costs.csv")
    assert said.code == 0
    assert len(codes) == 1
    assert "Release 2: 1 cost of 1 product; 0 were in force already." in said.out
    assert "Nothing new: 1 cost is in force already" in call("costs", "load", "costs.csv").out
    call("analyse", "product_abc")
    ranked = call("show", "product_abc", "--where", "basis=margin", "--json").json
    assert {row["stock_code"] for row in ranked} == set(codes)


def test_programs_get_numbers(call: Call, shop: Path) -> None:
    (shop / "costs.csv").write_text("stock_code,cost,currency\nA1,1,GBP\na2,2,GBP\n")
    assert call("costs", "load", "costs.csv", "--json").json == {
        "release": 2,
        "new": 2,
        "known": 0,
        "products": 2,
        "unsold": ["A1", "A2"],
    }


def test_a_file_that_is_not_there_is_named(call: Call, shop: Path) -> None:
    refused = call("costs", "load", "absent.csv")
    assert refused.code == 3
    assert "There is no file absent.csv." in refused.err
    assert "Errno" not in refused.err


def test_codes_under_which_nothing_was_sold_are_counted_and_kept(call: Call, shop: Path) -> None:
    sold = call("show", "product_sales", "--limit", "1", "--json").json[0]["stock_code"]
    rows = [f"{code},1,GBP" for code in (sold.lower(), *(f"none{n}" for n in range(7)))]
    (shop / "costs.csv").write_text("\n".join(["stock_code,cost,currency", *rows]))
    for _again in range(2):
        said = call("costs", "load", "costs.csv")
        assert "under 7 of the stock codes: NONE0, NONE1, NONE2, NONE3, NONE4 and 2 more." in said.err
    assert "Nothing new: 8 costs" in said.out
