"""The graph of the tables as JSON says it."""

from __future__ import annotations

from dataclasses import replace

from tillhouse.answers.graph import graph
from tillhouse.catalog import catalog


def test_a_table_is_what_its_file_declares() -> None:
    (said,) = graph([catalog()["fact_returns"]]).document()["tables"]
    checks = said.pop("checks")
    assert said == {
        "name": "fact_returns",
        "layer": "gold",
        "owner": "sales",
        "inputs": ["ledger"],
        "past": ["ledger"],
        "by": "month",
        "key": ["line_id", "part", "sale_line_id", "sale_part"],
        "analytic": False,
    }
    assert checks[:2] == [
        {
            "name": "unique(line_id, part, sale_line_id, sale_part)",
            "severity": "stop",
            "dimension": "uniqueness",
        },
        {"name": "not_null(sale_line_id)", "severity": "warn", "dimension": "completeness"},
    ]


def test_every_table_comes_after_all_that_it_reads() -> None:
    seen: set[str] = set()
    for node in graph().tables:
        assert {*node.inputs} <= seen, node.name
        seen.add(node.name)
    assert seen == {*catalog().tables}


def test_every_check_is_there_with_its_severity() -> None:
    for node in graph().tables:
        declared = catalog()[node.name].checks
        assert [(check.name, check.severity) for check in node.checks] == [
            (c.name, c.on_fail) for c in declared
        ]
        assert node.stops == sum(c.on_fail == "stop" for c in declared)


def test_another_severity_would_be_seen() -> None:
    table = catalog()["price_history"]
    milder = replace(table, checks=[replace(check, on_fail="warn") for check in table.checks])
    (before,), (after,) = graph([table]).tables, graph([milder]).tables
    assert (before.stops, after.stops) == (1, 0)


def test_a_table_built_after_a_release_is_marked() -> None:
    marked = {node.name for node in graph().tables if node.analytic}
    assert marked == {table.name for table in catalog().analytics}
