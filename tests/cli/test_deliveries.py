"""`tillhouse deliveries`: what came in, and how one of them leaves the books and comes back."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.cli.calls import Call


def test_a_delivery_is_listed_shown_taken_out_and_put_back(call: Call, shop: Path) -> None:
    (one,) = call("deliveries", "list", "--json").json["deliveries"]
    assert (one["name"], one["state"]) == ("shop.csv", "in the books")
    assert "in the books" in call("deliveries", "show", one["delivery"]).out
    amount = one["fates"]["loaded"]["amount"]
    plan = call("deliveries", "retract", "shop.csv", "--reason", "tests", "--plan")
    assert "Nothing was changed." in plan.out
    done = call("deliveries", "retract", "shop.csv", "--reason", "tests", "--json").json
    assert (done["plan"], done["release"], done["after"]["loaded"]["amount"]) == (False, 2, "0.00")
    assert "retracted" in call("deliveries", "list").out
    assert "tests" in call("deliveries", "show", "shop.csv").out
    assert "(tests)" in call("statement").out
    assert "deliveries retract shop.csv" in call("releases", "list").out
    back = call("deliveries", "restore", "shop.csv", "--reason", "right", "--json").json
    assert back["after"]["loaded"]["amount"] == amount


def test_the_next_run_still_knows_its_files(call: Call, shop: Path) -> None:
    call("deliveries", "retract", "shop.csv", "--reason", "tests")
    assert "Nothing new" in call("run").out


def test_several_files_cannot_stand_in_one_place(call: Call, shop: Path) -> None:
    (shop / "more").mkdir()
    for name in ("a.csv", "b.csv"):
        (shop / "more" / name).write_text((shop / "shop.csv").read_text())
    said = call("deliveries", "replace", "shop.csv", "more", "--reason", "tests")
    assert said.code == 4
    assert "holds 2 files" in said.err


ORDERS = "Order ID,SKU,Qty,Date,Price,Customer ID\n1,A,{0},2024-01-15,10.00,K1\n2,B,1,2024-01-15,10.00,K2\n"


def test_a_file_that_comes_again_after_it_was_replaced_says_how_to_go_back(
    call: Call, tmp_path: Path
) -> None:
    days = tmp_path / "days"
    days.mkdir()
    for quantity, *options in ((2, "--duplicates", "replace"), (3,)):
        (days / "day.csv").write_text(ORDERS.format(quantity))
        assert call("open", "days", "--yes", *options).code == 0
    (days / "day.csv").write_text(ORDERS.format(2))
    again = call("open", "days", "--yes")
    assert "day.csv came before, and a later delivery took its place: it counts no more." in again.err
    (command,) = [line.split("tillhouse ")[-1] for line in again.err.splitlines() if "retract" in line]
    words = shlex.split(command)
    assert call(*words[words.index("deliveries") :]).code == 0
    assert call("statement", "--json").json["fates"]["loaded"]["amount"] == "30.00"


def test_a_file_that_counts_is_known_without_a_word_of_going_back(call: Call, shop: Path) -> None:
    assert "took its place" not in call("open", "shop", "--yes").err
