"""`tillhouse verify` and `tillhouse fingerprint`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call


def test_a_lake_as_published_verifies(call: Call, shop: Path) -> None:
    said = call("verify", "--json").json
    assert (said["ok"], said["findings"], said["rebuilt"]) == (True, [], False)
    assert "everything is as recorded" in call("verify").out


def test_a_rebuild_leaves_nothing_behind_unless_asked(call: Call, shop: Path) -> None:
    before = sorted(path.name for path in shop.iterdir())
    assert call("verify", "--rebuild", "--json").json["ok"] is True
    assert sorted(path.name for path in shop.iterdir()) == before
    assert call("verify", "--in", "again").code == 0
    mine, theirs = call("statement", "--json").json, call("--root", "again", "statement", "--json").json
    assert mine["fates"] == theirs["fates"]
    assert (
        call("--root", "again", "fingerprint", "--json").json["release"]
        == call("fingerprint", "--json").json["release"]
    )
    assert call("verify", "--in", "again").code == 4


def test_damage_is_named_and_is_an_exit_code(call: Call, shop: Path) -> None:
    lost = next(
        (shop / "tillhouse-data" / "lake" / "marts" / "daily_sales" / "month=2011-03").glob("*.parquet")
    )
    lost.unlink()
    answer = call("verify")
    assert answer.code == 3
    assert "daily_sales" in answer.out
    assert "2011-03" in answer.out
    said = call("verify", "--json")
    assert (said.code, said.json["findings"][0]["table"]) == (3, "daily_sales")


def test_fingerprints_are_of_every_table_and_the_release(call: Call, shop: Path) -> None:
    said = call("fingerprint", "--json").json
    assert said["number"] == 1
    built = {table["name"] for table in call("tables", "--json").json if table["rows"] is not None}
    assert set(said["tables"]) == built
    assert all(len(value) == 32 for value in (said["release"], *said["tables"].values()))
    alone = call("fingerprint", "ledger", "--json").json
    assert alone["tables"] == {"ledger": said["tables"]["ledger"]}
    assert alone["release"] == said["release"]


def test_remembered_fingerprints_are_those_recomputed(call: Call, shop: Path) -> None:
    first = call("fingerprint", "--json").json
    assert call("fingerprint", "--json").json == first
    again = call("fingerprint", "--recompute", "--json")
    assert (again.code, again.json) == (0, {**first, "differing": []})
    assert "Every stored row is as published" in call("fingerprint", "--recompute").out


def test_a_release_of_other_sales_has_another_fingerprint(call: Call, shop: Path) -> None:
    first = call("fingerprint", "--json").json
    call("open", "december.csv", "--yes")
    second = call("fingerprint", "--json").json
    assert second["release"] != first["release"]
    assert second["tables"]["ledger"] != first["tables"]["ledger"]
    assert call("fingerprint", "--release", "1", "--json").json == first


def test_work_goes_on_in_what_was_built_again(call: Call, shop: Path) -> None:
    """Everything comes along: fixes, costs, rates; and every command that changes a lake works there."""
    assert call("quarantine", "fix", "shop.csv:17", "quantity=3", "--reason", "typed O for 3").code == 0
    assert call("costs", "load", "costs.csv").code == 0
    assert call("rates", "load", "rates.csv").code == 0
    lost = next((shop / "tillhouse-data" / "lake" / "marts" / "daily_sales").rglob("month=*/*.parquet"))
    lost.write_bytes(b"")
    damaged = call("verify")
    assert (damaged.code, "verify --rebuild --in" in damaged.out) == (3, True)
    built = call("verify", "--rebuild", "--in", "again")
    assert (built.code, "tillhouse --root again status" in built.out) == (0, True)

    def there(*words: str) -> str:
        answer = call("--root", "again", *words)
        assert answer.code == 0, answer.err
        return answer.out

    assert there("verify") and there("doctor")
    assert "1" in there("quarantine", "replay")
    there("open", "december.csv", "--plan")
    there("apply", str(call("--root", "again", "releases", "list", "--json").json[-1]["release"] + 1))
    assert "Nothing new" in there("run")
    numbers = [
        (r["release"], r["retired"]) for r in call("--root", "again", "releases", "list", "--json").json
    ]
    assert numbers == [(1, True), (2, True), (3, True), (4, False), (5, False), (6, False)]
    there("releases", "rollback", "4")
    there("verify")
    assert call("fingerprint", "--release", "3", "--json").code == 3, "the old lake is as damaged as before"


def test_damaged_records_of_sales_are_no_reason_to_build_again(call: Call, shop: Path) -> None:
    stored = next((shop / "tillhouse-data" / "lake" / "bronze" / "raw_sales").rglob("month=*/*.parquet"))
    stored.write_bytes(bytes(stored.stat().st_size))
    said = call("verify")
    assert (said.code, "verify --rebuild" in said.out + said.err) == (3, False)
    refused = call("verify", "--rebuild", "--in", "again")
    assert (refused.code, "backup" in refused.err, Path("again").exists()) == (3, True, False)


def test_a_store_set_outside_is_said(call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_STORE", "")
    assert "TILLHOUSE_STORE" not in call("verify", "--in", "again").out
