"""`tillhouse graph`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call
from tillhouse.answers.graph import graph


def test_json_is_the_document_of_the_answer(call: Call) -> None:
    assert call("graph", "--json").json == graph().document()


def test_people_see_a_line_for_each_table(call: Call) -> None:
    lines = call("graph").out.splitlines()
    (ledger,) = (line.split() for line in lines if line.startswith("silver") and " ledger " in line)
    assert ledger[:6] == ["silver", "ledger", "sales", "month", "3", "9"]
    assert ledger[6:] == ["line_id,", "part", "raw_sales,", "repairs,", "overruled_lines"]
    assert sum(
        line.split()[:1] in (["bronze"], ["silver"], ["gold"], ["marts"], ["books"]) for line in lines
    ) == len(graph().tables)


def test_it_needs_no_lake(call: Call, tmp_path: Path) -> None:
    found = call("--root", str(tmp_path / "nothing"), "graph", "--json")
    assert found.code == 0
    assert not (tmp_path / "nothing").exists()
