"""`tillhouse status`: what the lake holds, and what to do in an empty one."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call


def test_an_empty_root_says_what_to_do(call: Call) -> None:
    answer = call("status")
    assert answer.code == 0
    assert answer.out.splitlines()[-1] == "Next   tillhouse open FILE · tillhouse demo"
    assert call("status", "--json").json["release"] is None


def test_a_lake(call: Call, shop: Path) -> None:
    said = call("status", "--json").json
    assert (said["release"], said["rows"], said["months"]) == (1, 58, ["2011-03", "2011-11"])
    assert (said["quarantined"]["rows"], said["quarantined"]["unknown"]) == (3, 2)
    assert (said["feeds"]["shop"]["files"], said["feeds"]["shop"]["records"]) == (1, 58)
    assert said["checks"]["error"] == said["checks"]["not_run"] == 0
    assert said["checks"]["fail"] > 0
    text = call("status").out
    assert "58 lines received" in text
    assert "3 lines in quarantine" in text
