"""`tillhouse deliveries`: what came in, and how one of them leaves the books and comes back."""

from __future__ import annotations

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
