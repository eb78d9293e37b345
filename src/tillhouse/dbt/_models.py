"""The models: a file for each table, with the query of its body or, where a body is no query, a copy of its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tillhouse.catalog import Catalog, catalog
from tillhouse.dbt._bodies import query, types
from tillhouse.dbt._names import READ
from tillhouse.dbt._sql import readable
from tillhouse.own_tables import is_own
from tillhouse.settings.feed import Feed
from tillhouse.table import Table

LAYERS = ("silver", "gold", "marts")
#: Tables whose rows are computed in Python, and why; the project reads them from the lake.
IN_PYTHON: Mapping[str, str] = {
    "dim_country": "A written rule folds names as received to ISO 3166, in Python with Unicode's tables.",
    "dim_date": "Holidays and the retail calendar come from Python's calendar libraries.",
    "statement": "The books are a second reading in Python, on purpose: they share no code with the ledger.",
}
_CALLS = re.compile(
    r"\b(stable_key|moment_text|matches|trimmed|canonical_text|canonical_identifier|in_capitals|share_of|decimal_of"
    r"|standard_country|standard_currency|text_of_field"
    r"|moment_(?:year|month|day)_first|moment_excel_serial|moment_epoch_m?s|moment_as_[0-9a-f]{8})\("
)


def modelled(known: Catalog | None = None) -> list[Table]:
    """The tables of a lake that are models, in the order in which they are built."""
    return [table for table in (known or catalog()).of_runs if table.layer in LAYERS and not is_own(table)]


def model(table: Table, feeds: Sequence[Feed], known: Catalog | None = None) -> str:
    """The file of a model."""
    where = f"tables/{table.layer}/{table.name}.py"
    if table.name in IN_PYTHON:
        columns = ",\n  ".join(table.columns)
        return f"-- {IN_PYTHON[table.name]}\nSELECT\n  {columns}\nFROM {found(table.name, source=True)}\n"
    text = written(query(table, feeds, known), types(table), {*table.inputs, *table.past}, known)
    return f"-- Generated from the body of {where}: change it there.\n{text}\n"


def written(
    expression: Any, columns: Mapping[str, str], reads: set[str], known: Catalog | None = None
) -> str:
    """A query as text in which dbt finds the tables and the functions."""
    text = readable(expression, columns, {name: types((known or catalog())[name]) for name in sorted(reads)})
    text = _CALLS.sub(r"{{ target.schema }}.\1(", text)
    return re.sub(rf"\b{READ}(\w+)( AS \w+)?", lambda m: found(m[1]) + (m[2] or f" AS {m[1]}"), text)


def found(name: str, *, source: bool = False) -> str:
    """How dbt finds a table."""
    table = catalog()[name]
    if source or table.layer not in LAYERS:
        return f"{{{{ source('{source_of(table)}', '{name}') }}}}"
    return f"{{{{ ref('{name}') }}}}"


def source_of(table: Table) -> str:
    """The source that a table belongs to: ``bronze``, or ``lake`` for what is computed in Python."""
    return "bronze" if table.layer == "bronze" else "lake"


def sourced(known: Catalog | None = None) -> list[Table]:
    """The tables that are read as they are."""
    return [t for t in (known or catalog()).tables.values() if t.layer == "bronze" or t.name in IN_PYTHON]
