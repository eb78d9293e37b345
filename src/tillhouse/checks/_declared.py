"""Checks of the shop's own: ``checks.toml`` in the lake's folder, in the vocabulary of this folder.

[no_huge_lines]
table = "fact_sales"
check = "in_range"
columns = ["amount"]
high = "10000"
severity = "warn"
message = "Ask the shop."
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from tillhouse.checks import Check, OnFail
from tillhouse.checks.in_range import Bound, in_range
from tillhouse.checks.matches import matches
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.setting import row
from tillhouse.settings.own_files import OwnFile, nearest

_KINDS = ("in_range", "matches", "not_null", "one_of", "unique")
#: By kind, the keys that it needs at least one of; other keys of these go with no other kind.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "in_range": ("low", "high"),
    "matches": ("pattern",),
    "one_of": ("values",),
}
_TEXT, _NOT_ORDERED = ("text",), ("text", "boolean", "datetime")
#: By table, the type of each of its columns.
Types = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Declared:
    """One check as the file declares it."""

    table: str = row("", "the table whose rows are judged")
    check: str = row("", "the kind of check", among=_KINDS)
    columns: tuple[str, ...] = row((), "the column; of `unique` one or several")
    low: str = row("", "the least value, in quotes")
    high: str = row("", "the largest value, in quotes")
    values: tuple[str, ...] = row((), "the texts that are allowed")
    pattern: str = row("", "the regular expression that the whole text matches")
    severity: Literal["warn", "stop"] = row(
        "warn", "whether it reports, or keeps a release from being published"
    )
    message: str = row("", "what to do about it")


def declared_checks(file: OwnFile, types: Types) -> dict[str, list[Check]]:
    """By table, the checks that a file declares. Raises `BadSetting` with file and line."""
    found: dict[str, list[Check]] = {}
    for name, one in file.entries(Declared):
        if one.table not in types:
            raise file.bad(f"unknown table {one.table!r}.", nearest(one.table, types), name, "table")
        for column in one.columns:
            if column not in types[one.table]:
                hint = nearest(column, types[one.table])
                raise file.bad(f"{one.table} has no column {column!r}.", hint, name, "columns")
        _check_keys(file, name, one)
        made = _made(file, name, one, types[one.table])
        found.setdefault(one.table, []).append(replace(made, name=f"{name}: {made.name}"))
    return found


def _check_keys(file: OwnFile, name: str, one: Declared) -> None:
    """Raise `BadSetting` where a kind lacks what it needs, or has what goes with another."""
    if not one.check:
        raise file.bad(f"{name} names no check.", f"Write check = one of {', '.join(_KINDS)}.", name)
    if not one.columns or (len(one.columns) > 1 and one.check != "unique"):
        raise file.bad(f"{one.check} judges one column.", 'Write columns = ["NAME"].', name, "columns")
    needs = _NEEDS.get(one.check, ())
    if needs and not any(getattr(one, key) for key in needs):
        raise file.bad(f"{one.check} needs {' or '.join(needs)}.", "Add it.", name)
    for key in ("low", "high", "values", "pattern"):
        if getattr(one, key) and key not in needs:
            raise file.bad(f"{key} does not go with {one.check}.", "Take it out.", name, key)


def _made(file: OwnFile, name: str, one: Declared, types: Mapping[str, str]) -> Check:
    column, on_fail = one.columns[0], one.severity
    if one.check == "unique":
        return replace(unique(*one.columns, on_fail=on_fail), advice=one.message)
    if one.check == "not_null":
        return not_null(column, on_fail=on_fail, advice=one.message)
    if one.check == "in_range":
        if types[column] in _NOT_ORDERED:
            raise file.bad(
                f"{column} is {types[column]}; bounds are of numbers or days.", "", name, "columns"
            )
        low, high = (_bound(file, name, key, getattr(one, key), types[column]) for key in ("low", "high"))
        return in_range(column, low, high, on_fail, one.message)
    return _of_text(file, name, one, types[column], on_fail)


def _of_text(file: OwnFile, name: str, one: Declared, kind: str, on_fail: OnFail) -> Check:
    column = one.columns[0]
    if kind not in _TEXT:
        raise file.bad(f"{one.check} is of text; {column} is {kind}.", "Use in_range.", name, "columns")
    if one.check == "one_of":
        return one_of(column, one.values, on_fail, one.message)
    try:
        re.compile(one.pattern)
    except re.error as error:
        raise file.bad(
            f"{one.pattern!r} is no regular expression: {error}.", "Mend it.", name, "pattern"
        ) from error
    return matches(column, one.pattern, on_fail, one.message)


def _bound(file: OwnFile, name: str, key: str, text: str, kind: str) -> Bound | None:
    try:
        if not text:
            return None
        if kind == "date":
            return date.fromisoformat(text)
        return int(text) if kind == "integer" else Decimal(text)
    except (ValueError, InvalidOperation) as error:
        hint = "Write a day as 2011-12-09, a number as 1000 or 0.50."
        raise file.bad(f"{key} is {text!r}; the column is {kind}.", hint, name, key) from error
