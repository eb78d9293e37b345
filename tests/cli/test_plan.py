"""`tillhouse plan` and `tillhouse apply`: what would change, and exactly that."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call
from tillhouse.settings.settings import load


def test_a_plan_says_rows_and_money_and_publishes_nothing(call: Call, shop: Path) -> None:
    planned = call("open", "december.csv", "--plan")
    assert planned.code == 0
    assert "Would publish release 2" in planned.out
    assert "2011-12  net sales" in planned.out
    assert "0.00 → " in planned.out
    assert "2011-11  net sales" in planned.out
    assert "+1 duplicate line" in planned.out
    assert "2011-03" not in planned.out
    assert call("status", "--json").json["release"] == 1


def test_apply_publishes_exactly_the_plan(call: Call, shop: Path) -> None:
    planned = call("open", "december.csv", "--plan", "--name", "xmas", "--json").json
    assert "xmas" not in load().feeds
    applied = call("apply", "2", "--json").json
    december = next(month for month in planned["months"] if month["month"] == "2011-12")
    after = call("statement", "--month", "2011-12", "--json").json
    assert applied["release"] == 2
    assert after["fates"]["loaded"]["amount"] == december["after"]
    assert load().feed("xmas").path == str(shop / "december.csv")
    assert "Nothing new" in call("run").out
    assert call("apply", "2").code == 4


def test_a_plan_is_stale_after_another_release(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--plan")
    call("open", "december.csv", "--yes")
    refused = call("apply", "2")
    assert refused.code == 3
    assert "release 2 is the published one now" in refused.err
    assert "tillhouse plan" in refused.err


def test_a_plan_is_stale_after_a_run_that_published_nothing(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--plan")
    assert "Nothing new" in call("run").out
    refused = call("apply", "2")
    assert refused.code == 3
    assert "discarded" in refused.err
    assert call("status", "--json").json["release"] == 1


def test_the_later_of_two_plans_is_the_one_applied(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--plan")
    call("open", "shop.csv", "--duplicates", "exact", "--plan")
    assert call("apply", "2", "--json").json["received"]["rows"] == 58
    assert load().feed("shop").duplicates == "exact"
    assert "Nothing new" in call("run").out


def test_nothing_to_plan(call: Call, shop: Path) -> None:
    assert call("plan", "--json").json["nothing_new"]
