"""A damaged commit or record: every command that says how the lake is says so, and names the way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calls import Call


def flipped(path: Path) -> None:
    """One digit of a size is another: the file can be read, and says something else."""
    content = bytearray(path.read_bytes())
    place = content.rindex(b'"size":') + len(b'"size":')
    content[place] ^= 1
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def commit_of(shop: Path, table: str) -> Path:
    (log,) = (shop / "tillhouse-data" / "lake").glob(f"*/{table}/_delta_log")
    return log / f"{0:020d}.json"


@pytest.fixture(params=["raw_sales", "dim_date", "daily_sales"])
def table(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("damage", [flipped, emptied, Path.unlink])
def test_a_damaged_commit_is_said_by_each(
    table: str, damage: Callable[[Path], None], call: Call, shop: Path
) -> None:
    assert (call("run").code, call("doctor").code) == (0, 0)
    commit = commit_of(shop, table)
    damage(commit)
    nothing_new = call("run")
    assert nothing_new.code == 3
    assert (table in nothing_new.err, commit.name in nothing_new.err) == (True, True)
    assert "tillhouse verify --rebuild --in DIR" in nothing_new.err
    doctor = call("doctor")
    assert doctor.code == 1
    assert f"table {table}" in doctor.out and commit.name in doctor.out
    assert "verify --rebuild --in DIR" in doctor.out
    status = call("status")
    assert table in status.out and commit.name in status.out
    assert list(call("status", "--json").json["damaged"]) == [table]
    assert call("verify").code == 3


def test_a_sound_lake_is_not_said_to_be_damaged(call: Call, shop: Path) -> None:
    assert call("status", "--json").json["damaged"] == {}
    assert "DAMAGED" not in call("status").out
    assert "Nothing new" in call("run").out


def test_a_damaged_record_is_said_by_each(call: Call, shop: Path) -> None:
    call("run")
    record = shop / "tillhouse-data" / "releases" / "00000001.json"
    record.write_text(record.read_text().replace('"amount":"', '"amount":"1', 1))
    for words in (("run",), ("status",), ("verify",), ("statement",)):
        answer = call(*words)
        assert answer.code == 3
        assert record.name in answer.err
    assert call("doctor").code == 1


def test_a_damaged_fix_is_said_by_doctor_and_verify(call: Call, shop: Path) -> None:
    made = call("quarantine", "fix", "shop.csv:17", "quantity=3", "--reason", "typed O for 3")
    assert made.code == 0
    assert (call("doctor").code, call("verify").code) == (0, 0)
    fix = shop / "tillhouse-data" / "fixes" / "00000001.json"
    fix.write_text(fix.read_text().replace("typed O", "typed 0"))
    assert "fix 1" in call("doctor").out
    verify = call("verify")
    assert (verify.code, "fix 1" in verify.out) == (3, True)


def test_the_way_back_works(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--yes")
    newest = max(commit_of(shop, "daily_sales").parent.glob("*.json"))
    emptied(newest)
    refused = call("run")
    assert "tillhouse releases rollback 1" in refused.err
    assert call("releases", "rollback", "1").code == 0
    assert call("verify").code == 0
    assert call("open", "december.csv", "--yes").code == 0
    assert (call("verify").code, call("doctor").code) == (0, 0)
