"""Tests from checks: in dbt's own words where it has them, else a query that gives the rows that break the check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import narwhals as nw

from tillhouse.catalog import Catalog
from tillhouse.checks import Check
from tillhouse.dbt._bodies import declared
from tillhouse.dbt._models import found, written
from tillhouse.table import Table

_SEVERITY = {"stop": "error", "warn": "warn"}
#: Checks that dbt asks of a source in a way of its own.
OF_SOURCES = ("fresh",)
Words = dict[str, Any]


def of_columns(table: Table) -> dict[str, list[Words]]:
    """Tests of one column each, by column."""
    tests: dict[str, list[Words]] = {}
    for check in table.checks:
        word = _word(check)
        if word is not None:
            column, test = word
            tests.setdefault(column, []).append(test)
    return tests


def of_table(table: Table) -> list[Words]:
    """Tests of several columns together."""
    return [
        {"unique_together": {"arguments": {"columns": _columns(check)}, "config": _config(check)}}
        for check in table.checks
        if check.kind == "unique" and len(_columns(check)) > 1
    ]


def of_queries(table: Table, known: Catalog | None = None) -> Iterator[tuple[str, str]]:
    """Tests for which dbt has no word: name and text of each file."""
    for number, check in enumerate(table.checks, 1):
        if _word(check) is None and check.kind not in (*OF_SOURCES, "unique"):
            yield f"{table.name}_{check.kind}_{number}", _query(table, check, known)


def freshness(check: Check) -> Words:
    """What dbt asks of a source that is to be fresh. Empty deliveries do not count, as in the check."""
    days = int(check.name.partition("within_days=")[2].rstrip(")").split(",")[0])
    return {
        "loaded_at_field": _columns(check)[0],
        "freshness": {"warn_after": {"count": days, "period": "day"}, "filter": "records > 0"},
    }


def _word(check: Check) -> tuple[str, Words] | None:
    """Column and test for the checks that dbt has a word for."""
    columns = _columns(check)
    if check.kind == "not_null":
        return columns[0], {"not_null": {"config": _config(check)}}
    if check.kind == "unique" and len(columns) == 1:
        return columns[0], {"unique": {"config": _config(check)}}
    if check.kind == "one_of":
        values = re.findall(r"values=(.*)\)$", check.name)[0].split("|")
        return columns[0], {"accepted_values": {"arguments": {"values": values}, "config": _config(check)}}
    if check.kind == "refers_to":
        table, _, column = columns[1].partition(".")
        to = found(table).strip("{} ")
        return columns[0], {
            "relationships": {"arguments": {"to": to, "field": column}, "config": _config(check)}
        }
    return None


def _query(table: Table, check: Check, known: Catalog | None) -> str:
    others = {name: declared(name, known) for name in check.needs}
    broken = nw.to_native(check.rows(declared(table.name, known), others))
    columns = dict.fromkeys(broken.columns, "")
    text = written(broken, columns, {table.name, *check.needs}, known)
    head = f"-- {table.name}: {check.name}. {check.advice}\n"
    return f"{head}{{{{ config(severity='{_SEVERITY[check.on_fail]}') }}}}\n{text}\n"


def _columns(check: Check) -> list[str]:
    """The columns that a check names, in order: its name is the call as written."""
    words = check.name.partition("(")[2].rstrip(")").split(", ")
    return [word for word in words if "=" not in word]


def _config(check: Check) -> Words:
    return {"severity": _SEVERITY[check.on_fail]}
