"""`tillhouse checks` and `tillhouse quality`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.calls import Call
from tillhouse.storage.seals import opened, sealed


def test_every_check_is_listed_with_its_outcome(call: Call, shop: Path) -> None:
    said = call("checks", "--json").json
    assert said["total"] == len(said["checks"]) >= 40
    assert said["passed"] == sum(check["outcome"] == "pass" for check in said["checks"])
    assert said["stops"] == 0
    assert {"table", "check", "dimension", "on_fail", "outcome", "rows", "amount"} <= set(said["checks"][0])
    assert call("checks").code == 0


def test_failing_rows_are_as_many_as_the_check_found(call: Call, shop: Path) -> None:
    failing = call("checks", "ledger", "--failing", "--json").json["checks"]
    assert failing
    for check in failing:
        said = call("checks", "ledger", check["check"], "--limit", "999", "--json").json
        assert said["rows"] == len(said["failing"]) == check["rows"]
    assert "not in customer figures" in call("checks", "ledger", "not_null(customer_id)").out


def test_the_beginning_of_a_name_is_enough_if_it_is_the_only_one(call: Call, shop: Path) -> None:
    assert call("checks", "ledger", "not_null(cust", "--json").json["check"] == "not_null(customer_id)"
    assert call("checks", "ledger", "not_null(").code == 4
    assert "Did you mean" in call("checks", "ledger", "not_null(custmer_id)").err


def test_a_stop_check_that_does_not_pass_is_an_exit_code(call: Call, shop: Path) -> None:
    """As after an upgrade that made a published release wrong: its record says so."""
    (path,) = (shop / "tillhouse-data" / "releases").glob("*.json")
    record = json.loads(opened(path.read_bytes()))
    part = next(iter(record["tables"]["ledger"]["partitions"].values()))
    part["failures"]["unique(line_id, part)"] = [2, "5.00", "fail", "2 of 9 rows break it."]
    path.write_bytes(sealed(json.dumps(record)))
    assert call("checks").code == 1
    assert call("checks", "--json").json["stops"] == 1


def test_scores_have_numerator_denominator_and_money(call: Call, shop: Path) -> None:
    said = call("quality", "ledger", "--json").json
    (ledger,) = said["tables"]
    complete = next(d for d in ledger["dimensions"] if d["dimension"] == "completeness")
    assert 0 < complete["numerator"] < complete["denominator"]
    assert complete["amount_evaluated"] is not None
    assert len(ledger["dimensions"]) == 6
    assert said["recommendations"]
    rows = {t["name"]: t["rows"] for t in call("tables", "--json").json}["ledger"]
    assert sum(score["rows"] for score in said["ledger_row_scores"]) == rows


def test_trends_follow_the_releases(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--yes")
    trend = next(
        t
        for t in call("quality", "--json").json["trends"]
        if (t["table"], t["dimension"]) == ("ledger", None)
    )
    assert trend["releases"] == [1, 2]
    assert len(trend["scores"]) == 2
    before = call("quality", "--release", "1", "--json").json["trends"]
    assert next(t for t in before if t["table"] == "ledger")["releases"] == [1]


def test_the_text_says_what_to_do(call: Call, shop: Path) -> None:
    answer = call("quality", "ledger").out
    assert "What to do" in answer
    assert "weakest check" in answer
    assert "Ledger lines by score" in answer
