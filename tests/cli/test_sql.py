"""`tillhouse sql`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call


def test_decimals_are_exact_text_in_json(call: Call, shop: Path) -> None:
    answer = call("sql", "select sum(amount) as total from ledger where fate = 'loaded'", "--json").json
    statement = call("statement", "--json").json
    assert answer["rows"] == [{"total": statement["fates"]["loaded"]["amount"]}]
    assert (answer["columns"], answer["truncated"], answer["release"]) == (["total"], False, 1)


def test_a_cut_result_says_so(call: Call, shop: Path) -> None:
    assert "The first 1,000 rows only: --limit N shows more" in call("sql", "select * from range(1001)").out
    assert "1,000 rows, release 1" in call("sql", "select * from range(1000)").out
    assert "The first 5 rows" in call("sql", "select * from range(1001)", "--limit", "5").out
    assert len(call("sql", "select * from range(1001)", "--json").json["rows"]) == 1001
    assert call("sql", "select * from range(9)", "--limit", "5", "--json").json["truncated"] is True


def test_refusals_name_what_is_possible(call: Call, shop: Path) -> None:
    for query in ("drop view ledger", "select * from read_text('/etc/passwd')", "select 1; select 2"):
        answer = call("sql", query)
        assert answer.code == 4
        assert "Only one statement that reads is possible" in answer.err
    assert call("sql", "select * from leger").err.count("Did you mean ledger?") == 1


def test_every_kind_of_value_has_a_json_form(call: Call, shop: Path) -> None:
    query = (
        "select 1 as a, 2 as a, date '2011-12-09' as d, time '12:50' as t, [1, 2] as l, {'x': 1.5} as s, "
        "interval 1 day as i, 'nan'::double as n, null as z, '\\x41'::blob as b"
    )
    (row,) = call("sql", query, "--json").json["rows"]
    assert (row["a"], row["a_2"], row["d"], row["l"], row["s"]) == (1, 2, "2011-12-09", [1, 2], {"x": "1.50"})
    assert (row["n"], row["z"]) == ("nan", None)


def test_an_older_release_can_be_asked(call: Call, shop: Path) -> None:
    query = "select count(*) as lines from ledger"
    before = call("sql", query, "--json").json["rows"]
    call("open", "december.csv", "--yes")
    assert call("sql", query, "--release", "1", "--json").json["rows"] == before
    assert call("sql", query, "--json").json["rows"] != before
