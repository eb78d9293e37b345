"""`tillhouse metric`: values by dimensions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.cli.calls import Call


def test_months_add_up_to_the_statement(call: Call, shop: Path) -> None:
    said = call("metric", "revenue", "--by", "month", "--json").json
    books = call("statement", "--json").json
    assert sum(Decimal(row["value"]) for row in said["rows"]) == Decimal(books["fates"]["loaded"]["amount"])
    assert [row["month"] for row in said["rows"]] == ["2011-03", "2011-11"]
    assert said["release"] == 1


def test_an_answer_carries_its_definition_and_coverage(call: Call, shop: Path) -> None:
    said = call("metric", "repeat_rate", "--json").json
    assert said["formula"].startswith("repeat_customers / customers")
    (covered,) = said["coverage"]
    assert covered["lines"] < covered["lines_of"]
    assert Decimal(covered["percent_of_lines"]) < 100
    (row,) = said["rows"]
    assert set(row) == {"currency", "value", "numerator", "denominator"}


def test_a_limit_shortens_the_list_and_says_so(call: Call, shop: Path) -> None:
    said = call("metric", "lines", "--by", "date", "--limit", "2", "--json").json
    assert (len(said["rows"]), said["of"] > 2) == (2, True)
    assert f"2 of {said['of']} values." in call("metric", "lines", "--by", "date", "--limit", "2").out


def test_counts_are_whole_and_shares_in_percent(call: Call, shop: Path) -> None:
    assert isinstance(call("metric", "orders", "--json").json["rows"][0]["value"], int)
    answer = call("metric", "repeat_rate").out
    assert " %" in answer
    assert "Left out: Anonymous sales" in answer


def test_what_is_not_whole_is_flagged(call: Call, shop: Path) -> None:
    rows = call("metric", "revenue", "--by", "month", "--json").json["rows"]
    assert [row["is_partial"] for row in rows] == [True, True]
    assert "not whole" in call("metric", "revenue_month_over_month").out


def test_an_earlier_release_answers_as_it_did(call: Call, shop: Path) -> None:
    before = call("metric", "revenue", "--json").json["rows"]
    assert call("open", "december.csv", "--yes").code == 0
    assert call("metric", "revenue", "--json").json["rows"] != before
    assert call("metric", "revenue", "--release", "1", "--json").json["rows"] == before


def test_names_are_corrected(call: Call, shop: Path) -> None:
    assert "Did you mean revenue?" in call("metric", "revenu").err
    assert "Did you mean month?" in call("metric", "revenue", "--by", "mont").err
    assert call("metric", "revenue", "--where", "month").code == 4
    answer = call("metric", "revenue", "--by", "segment")
    assert (answer.code, "analyse" in answer.err) == (4, True)


def test_where_there_are_no_lines_it_says_so(call: Call, shop: Path) -> None:
    assert "No lines are like this." in call("metric", "revenue", "--where", "month>=2031-01").out
    assert call("metric", "revenue", "--where", "month>=2031-01", "--json").json["rows"] == []
