"""`tillhouse quarantine`: from a list to a release in which the record counts."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.calls import Call
from tests.pages import ROOT, blocks

PAGE = (ROOT / "docs" / "guides" / "quarantine.md").read_text()


def test_list_counts_records_by_reason_with_known_and_unknown_money(call: Call, shop: Path) -> None:
    said = call("quarantine", "list", "--json").json
    assert said["total"] == {"rows": 3, "amount": "5.10", "unknown": 2, "records": 3}
    assert said["reasons"] == {
        "quantity_unreadable": {"rows": 1, "amount": "0.00", "unknown": 1, "records": 1},
        "sold_at_unreadable": {"rows": 1, "amount": "5.10", "unknown": 0, "records": 1},
        "too_few_fields": {"rows": 1, "amount": "0.00", "unknown": 1, "records": 1},
    }
    assert [(r["file"], r["line"], r["reasons"]) for r in said["records"]] == [
        ("shop.csv", 17, ["quantity_unreadable"]),
        ("shop.csv", 21, ["sold_at_unreadable"]),
        ("shop.csv", 23, ["too_few_fields"]),
    ]


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (["--reason-is", "quantity_unreadable"], [17]),
        (["--month", "unknown"], [21, 23]),
        (["--file", "shop.csv", "--feed", "shop"], [17, 21, 23]),
        (["--month", "2011-03", "--reason-is", "too_few_fields"], []),
    ],
)
def test_list_narrows(call: Call, shop: Path, options: list[str], lines: list[int]) -> None:
    assert [r["line"] for r in call("quarantine", "list", "--json", *options).json["records"]] == lines


def test_list_names_what_it_can_show_next(call: Call, shop: Path) -> None:
    said = call("quarantine", "list", "--limit", 1)
    assert "… and 2 more" in said.out
    assert said.out.rstrip().endswith("tillhouse quarantine show shop.csv:17")


def test_show_reads_the_fields_names_the_neighbours_and_what_may_be_meant(call: Call, shop: Path) -> None:
    said = call("quarantine", "show", "shop.csv:17", "--json").json
    assert said["fields"]["quantity"] == {"text": "O", "value": None, "read": False}
    assert said["fields"]["unit_price"] == {"text": "2.55", "value": "2.55", "read": True}
    assert (said["before"]["line"], said["after"]["line"]) == (16, 18)
    assert said["suggestions"] == ["quantity=0"]
    text = call("quarantine", "show", said["line_id"]).out
    assert "cannot be read" in text
    assert "tillhouse quarantine fix shop.csv:17 quantity=0" in text


def test_a_line_that_was_not_split_is_shown_whole(call: Call, shop: Path) -> None:
    said = call("quarantine", "show", "shop.csv:23").out
    assert "511026,22" in said
    assert "quarantine fix shop.csv:23 --text 511026,22" in said


def test_fix_plan_replay_and_again(call: Call, shop: Path) -> None:
    before = call("statement", "--json").json
    assert call("quarantine", "fix", "shop.csv:17", "quantity=6", "--reason", "typed O").code == 0
    assert call("statement", "--json").json["release"] == 1
    assert [w["line"] for w in call("quarantine", "list", "--json").json["waiting"]] == [17]
    plan = call("quarantine", "replay", "--plan", "--json").json
    assert (plan["release"], plan["became"]) == (
        None,
        {"loaded": {"rows": 1, "amount": "15.30", "unknown": 0, "records": 1}},
    )
    done = call("quarantine", "replay", "--json").json
    assert (done["release"], done["left"]["rows"]) == (2, 1)
    after = call("statement", "--json").json
    assert after["received"]["rows"] == before["received"]["rows"] + 1
    assert after["fates"]["superseded"]["rows"] == 1
    assert after["fates"]["loaded"]["rows"] == before["fates"]["loaded"]["rows"] + 1
    assert "Nothing to replay" in call("quarantine", "replay").out
    assert call("statement", "--json").json["release"] == 2


def test_a_corrected_line_is_split_again(call: Call, shop: Path) -> None:
    line = "511026,85123A,LANTERN,2,14/03/2011 9:00,2.55,17850,United Kingdom"
    call("quarantine", "fix", "shop.csv:23", "--text", line, "--reason", "cut off")
    assert "1 loaded (5.10)" in call("quarantine", "replay").out


def test_a_line_can_be_given_by_its_fields(call: Call, shop: Path) -> None:
    edits = ["invoice_no=7", "stock_code=X1", "quantity=2", "sold_at=14/03/2011 9:00", "unit_price=2"]
    call("quarantine", "fix", "shop.csv:23", *edits, "--reason", "cut off")
    assert "1 loaded (4.00)" in call("quarantine", "replay").out


def test_what_stays_is_named_with_its_reasons(call: Call, shop: Path) -> None:
    call("quarantine", "fix", "shop.csv:23", "--text", "511026,22,x", "--reason", "guess")
    said = call("quarantine", "replay").out
    assert "Nothing to replay" in said
    assert "shop.csv:23 stays: too_few_fields" in said


def test_a_withdrawn_fix_waits_no_more(call: Call, shop: Path) -> None:
    call("quarantine", "fix", "shop.csv:17", "quantity=60", "--reason", "typed O")
    call("quarantine", "withdraw", 1, "--reason", "it was 6")
    assert call("quarantine", "list", "--json").json["waiting"] == []


def test_discard_shows_the_money_and_the_way_back(call: Call, shop: Path) -> None:
    said = call("quarantine", "discard", "--month", "unknown", "--reason", "not ours").out
    assert "2 records (known money 5.10, 1 of unknown money) are superseded." in said
    assert "corrected file" in said
    assert call("quarantine", "list", "--json").json["total"]["rows"] == 1


def test_a_loaded_record_is_corrected_and_status_says_that_a_fix_waits(call: Call, shop: Path) -> None:
    before = call("quarantine", "show", "shop.csv:16")
    assert "It is loaded." in before.out
    fixed = call("quarantine", "fix", "shop.csv:16", "unit_price=1", "--reason", "too dear", "--json").json
    assert fixed["waiting"]["rows"] == 1
    assert "fixes wait for 1 record" in call("status").out
    assert "Fixes wait for 1 record" in call("quarantine", "list").out
    done = call("quarantine", "replay")
    assert "1 record (known money 5.10) outside of quarantine was corrected: 1 loaded (2.00)." in done.out
    assert call("status", "--json").json["waiting"] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["fix", "shop.csv:999", "quantity=6", "--reason", "x"],
            3,
            "No record was received as shop.csv:999.",
        ),
        (["show", "shop.csv:999"], 3, "No record was received as shop.csv:999."),
        (["show", "shp.csv:17"], 4, "Did you mean shop.csv?"),
        (["show", "seventeen"], 3, "neither FILE:LINE nor a line id"),
        (["list", "--reason-is", "quantity_unreadible"], 4, "Did you mean quantity_unreadable?"),
        (["fix", "shop.csv:17", "quantty=6", "--reason", "x"], 4, "Did you mean quantity?"),
        (["fix", "shop.csv:17", "--reason", "x"], 4, "A fix needs at least one change."),
        (["fix", "shop.csv:17", "quantity=6", "--reason", " "], 4, "A reason is needed"),
        (["fix", "shop.csv:17", "quantity=6"], 2, "--reason"),
        (["fix", "--rule", "set quantity=6", "--reason", "x"], 4, "not said which records"),
        (
            ["fix", "--rule", "drop quantity", "--month", "unknown", "--reason", "x"],
            4,
            "neither a set nor a replace",
        ),
        (
            ["fix", "shop.csv:17", "quantity=6", "--month", "unknown", "--reason", "x"],
            4,
            "Give one of the two.",
        ),
        (["discard", "--reason", "x"], 4, "not said which records"),
        (["withdraw", "7", "--reason", "x"], 4, "No standing fix is named 7."),
        (["lst"], 2, "lst"),
    ],
)
def test_what_cannot_be_done_says_what_was_found_and_expected(
    call: Call, shop: Path, words: list[str], code: int, said: str
) -> None:
    answer = call("quarantine", *words)
    assert answer.code == code, answer.err
    assert said in answer.err
    assert call("statement", "--json").json["release"] == 1


@pytest.mark.parametrize("number", range(len(blocks(PAGE, "console"))))
def test_the_commands_of_the_page_run(call: Call, shop: Path, number: int) -> None:
    for line in blocks(PAGE, "console")[number].splitlines():
        answer = call(*shlex.split(line.removeprefix("$ tillhouse ")))
        assert answer.code == 0, f"{line}\n{answer.err}"
