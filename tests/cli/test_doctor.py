"""`tillhouse doctor`: good lakes, stopped runs and damage."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call
from tillhouse.storage.durable import writer_lock


def states(call: Call) -> dict[str, str]:
    return {one["what"]: one["state"] for one in call("doctor", "--json").json["findings"]}


def test_an_empty_place_and_a_good_lake(call: Call, shop: Path) -> None:
    assert call("--root", "nowhere", "doctor").code == 0
    assert not Path("nowhere").exists()
    assert call("doctor").code == 0
    found = states(call)
    assert (found["files"], found["heads"], found["writer"]) == ("good", "good", "good")


def test_a_plan_that_waits_is_worth_a_note(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--plan")
    answer = call("doctor")
    assert answer.code == 0
    assert "tillhouse apply 2" in answer.out
    call("run")
    assert states(call)["heads"] == "good"


def test_another_writer_is_worth_a_note(call: Call, shop: Path) -> None:
    with writer_lock(shop / "tillhouse-data"):
        assert states(call)["writer"] == "note"


def test_a_file_that_is_short_is_wrong(call: Call, shop: Path) -> None:
    stored = next((shop / "tillhouse-data" / "lake" / "silver" / "ledger").rglob("*.parquet"))
    stored.write_bytes(stored.read_bytes()[:-1])
    answer = call("doctor")
    assert answer.code == 1
    assert f"{stored.name}" in answer.out
    assert "table ledger" in answer.out


def test_a_lost_log_and_a_lost_record_are_wrong(call: Call, shop: Path) -> None:
    for commit in (shop / "tillhouse-data" / "lake" / "gold" / "dim_date" / "_delta_log").glob("*.json"):
        commit.unlink()
    assert states(call)["table dim_date"] == "wrong"
    (shop / "tillhouse-data" / "releases" / "00000001.json").write_text("{")
    assert states(call)["releases"] == "wrong"
