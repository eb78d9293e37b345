"""`tillhouse baskets`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call
from tillhouse import errors
from tillhouse.cli import baskets

LINES = "beer,nappies\nbeer,nappies,milk\nbeer\nmilk\n"
ROWS = "Order,Thing\n1,beer\n1,nappies\n2,nappies\n2,beer\n2,milk\n2,milk\n3,beer\n4,milk\n"
ASKED = ("--support", "0.5", "--confidence", "0.6")


def test_both_layouts_give_the_same_rules(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES)
    (tmp_path / "rows.csv").write_text(ROWS)
    lines = call("baskets", "lines.csv", *ASKED, "--json").json
    rows = call("baskets", "rows.csv", "--basket", "Order", "--item", "Thing", *ASKED, "--json").json
    assert (lines["layout"], rows["layout"], rows["repeats"]) == ("lines", "rows", 1)
    assert lines["rules"] == rows["rules"]
    assert lines["itemsets_by_length"] == {"1": 3, "2": 1}
    assert lines["rules"][0] == {
        "antecedent": ["nappies"],
        "consequent": ["beer"],
        "count": 2,
        "antecedent_count": 2,
        "consequent_count": 3,
        "support": 0.5,
        "confidence": 1.0,
        "lift": 1.333333333,
        "leverage": 0.125,
        "conviction": None,
    }


def test_people_read_how_the_file_was_read_and_the_first_rules(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES + "\nbeer,beer\n")
    said = call("baskets", "lines.csv", "--support", "0.4", "--confidence", "0.5", "--limit", "1").out
    assert "lines.csv: one basket a line, items between commas." in said
    assert "5 baskets, 3 items, 1.6 a basket, at most 3." in said
    assert "Not counted: 1 line without an item." in said
    assert "Counted once: 1 item met again in its basket." in said
    assert "4 itemsets in at least 2 baskets (a support of 0.4), 2 rules of confidence 0.5 or more." in said
    assert "nappies  → beer             2   0.4000       1.000  1.25    0.0800" in said
    assert "The first 1 of 2 rules" in said


def test_conventions_differ_in_rules_without_a_left_side(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES)

    def rules(*words: str) -> list[tuple[str, ...]]:
        found = call("baskets", "lines.csv", *ASKED, *words, "--json").json["rules"]
        return sorted(("+".join(rule["antecedent"]), *rule["consequent"]) for rule in found)

    both = [("beer", "nappies"), ("nappies", "beer")]
    assert rules() == both
    assert rules("--min-length", "1") == rules("--convention", "arules") == [("", "beer"), *both]
    assert rules("--min-length", "1", "--max-length", "1", "--consequent", "any") == [("", "beer")]
    assert rules("--convention", "arules", "--min-length", "2") == both
    assert "(anything)  → beer" in call("baskets", "lines.csv", *ASKED, "--convention", "arules").out


def test_any_number_of_items_on_the_right(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("a,b,c\n")
    assert call("baskets", "lines.csv", "--json").json["rule_count"] == 9
    found = call("baskets", "lines.csv", "--consequent", "any", "--json").json
    assert found["rule_count"] == 12
    assert {"+".join(rule["consequent"]) for rule in found["rules"]} == {"a", "b", "c", "a+b", "a+c", "b+c"}


def test_what_is_left_out_is_said(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("a,b,c,d\na,b,c\na,b\n")
    answer = call("baskets", "lines.csv", "--max-basket", "3", "--max-itemsets", "6")
    assert "Left out as too large: 1 basket with 4 items." in answer.out
    assert (
        "Itemsets of more than 2 items are left out: with the next length there are more than 6."
        in answer.err
    )
    found = call("baskets", "lines.csv", "--max-basket", "3", "--max-itemsets", "6", "--json").json
    assert (found["baskets"], found["too_large_baskets"], found["complete_to_length"]) == (2, 1, 2)
    assert len(found["warnings"]) == 1


def test_rows_without_a_basket_or_an_item_are_counted(call: Call, tmp_path: Path) -> None:
    rows = "7,milk\n7,tea\n,bread\n\n7,\n,\n"
    (tmp_path / "named.csv").write_text("basket,item\n" + rows)
    (tmp_path / "bare.csv").write_text(rows)
    for words in (("named.csv",), ("bare.csv", "--basket", "1", "--item", "2")):
        found = call("baskets", *words, "--json").json
        assert (found["baskets"], found["items"], found["empty"]) == (1, 2, 3)
        assert found["header"] == (words[0] == "named.csv")
        assert "Not counted: 3 rows without a basket or an item." in call("baskets", *words).out
    said = call("baskets", "bare.csv", "--basket", "1", "--item", "2").out
    assert "bare.csv: one line item a row: basket in column 1, item in column 2." in said


def test_returned_rows_are_left_out_and_said(call: Call, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("InvoiceNo,StockCode,Quantity\n1,A,1\n1,B,2\nC2,A,-1\n")
    found = call("baskets", "rows.csv", "--json").json
    assert (found["baskets"], found["returned_rows"], found["quantity_column"]) == (1, 1, "Quantity")
    said = call("baskets", "rows.csv")
    assert "Left out as returned: 1 row with a negative Quantity." in said.out
    assert said.err == ""


def test_quantities_that_are_no_numbers_are_counted_and_named(call: Call, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("InvoiceNo,StockCode,Quantity\n1,A,1\n1,B,some\nC2,A,(1)\n")
    found = call("baskets", "rows.csv", "--json").json
    assert (found["returned_rows"], found["unreadable_quantity_rows"], found["items"]) == (1, 1, 2)
    assert "'some'" in found["warnings"][0]
    assert "1 row has a Quantity that cannot be read as a number" in call("baskets", "rows.csv").err


def test_a_header_over_sets_is_left_out_and_said(call: Call, tmp_path: Path) -> None:
    (tmp_path / "sets.csv").write_text('"items"\n"{a,b}"\n"{a}"\n')
    found = call("baskets", "sets.csv", "--json").json
    assert (found["baskets"], found["braces"], found["columns"]) == (2, True, ["items"])
    answer = call("baskets", "sets.csv")
    assert "one basket a line in braces under the header items" in answer.out
    assert answer.err == ""


def test_a_doubtful_reading_is_a_warning(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("milk bread butter\nmilk bread\n")
    assert "Every line has one item" in call("baskets", "lines.csv").err
    assert len(call("baskets", "lines.csv", "--json").json["warnings"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--support", "2"], 2, "not a number from 0 to 1"),
        (["--confidence", "half"], 2, "not a number from 0 to 1"),
        (["--min-length", "4", "--max-length", "3"], 2, "--min-length 4 is more than --max-length 3"),
        (["--convention", "arules", "--consequent", "any"], 2, "one item on the right side"),
        (["--item", "Thing"], 4, "No column is named Thing"),
    ],
)
def test_a_mistake_is_said(call: Call, tmp_path: Path, words: list[str], code: int, said: str) -> None:
    (tmp_path / "lines.csv").write_text(LINES)
    answer = call("baskets", "lines.csv", *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_so_many_rules_are_written_only_when_asked_for(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baskets, "_MOST", 8)
    (tmp_path / "lines.csv").write_text("a,b,c\n")
    answer = call("baskets", "lines.csv", "--json")
    assert answer.code == 4
    assert "for all by --limit 9" in answer.json["error"]["hint"]
    assert len(call("baskets", "lines.csv", "--json", "--limit", "9").json["rules"]) == 9


def test_without_numpy_the_extra_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "is_there", lambda module: module != "numpy")
    answer = call("baskets", "lines.csv")
    assert answer.code == 4
    assert "tillhouse[analytics]" in answer.err
