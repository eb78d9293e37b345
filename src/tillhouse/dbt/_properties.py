"""What dbt's own files say: the project, its sources, its models with meanings and tests, and who uses them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tillhouse import __version__
from tillhouse.catalog import Catalog
from tillhouse.dbt import _tests
from tillhouse.dbt._models import IN_PYTHON, LAYERS, modelled, source_of, sourced
from tillhouse.table import Table

Words = dict[str, Any]
#: The file that dbt writes in DuckDB.
DATABASE = "tillhouse.duckdb"
#: The schema in PostgreSQL that holds the tables that are read, and the one that dbt writes; see `_loading`.
SOURCE_SCHEMA, SCHEMA = "tillhouse_lake", "tillhouse_dbt"


def project() -> str:
    """``dbt_project.yml``."""
    return _yaml(
        {
            "name": "tillhouse",
            "version": __version__,
            "config-version": 2,
            "profile": "tillhouse",
            "on-run-start": ["{{ functions() }}"],
            "models": {"tillhouse": {"+materialized": "table", "+pre-hook": "{{ planned() }}"}},
            "flags": {"send_anonymous_usage_stats": False},
        }
    )


def profiles(folder: Path) -> str:
    """``profiles.yml``: DuckDB in a file, PostgreSQL by the environment variables that its own programs read."""
    duckdb = {
        "type": "duckdb",
        "path": str(folder.absolute() / DATABASE),
        "schema": SCHEMA,
        "threads": 2,
    }
    postgres = {
        "type": "postgres",
        "host": "{{ env_var('PGHOST', 'localhost') }}",
        "port": "{{ env_var('PGPORT', '5432') | as_number }}",
        "user": "{{ env_var('PGUSER', 'postgres') }}",
        "password": "{{ env_var('PGPASSWORD', '') }}",
        "dbname": "{{ env_var('PGDATABASE', 'postgres') }}",
        "schema": SCHEMA,
        "threads": 2,
    }
    return _yaml({"tillhouse": {"target": "duckdb", "outputs": {"duckdb": duckdb, "postgres": postgres}}})


def sources(places: Mapping[str, str], known: Catalog | None = None) -> str:
    """``models/sources.yml``. places: for each table, what DuckDB reads it from."""
    groups: dict[str, list[Words]] = {}
    for table in sourced(known):
        groups.setdefault(source_of(table), []).append(_source(table, places[table.name]))
    meaning = {
        "bronze": "Records as received, and what was decided about them.",
        "lake": "Tables that are computed in Python and read from the lake.",
    }
    said = [
        {"name": name, "description": meaning[name], "schema": SOURCE_SCHEMA, "tables": tables}
        for name, tables in groups.items()
    ]
    return _yaml({"version": 2, "sources": said})


def _source(table: Table, place: str) -> Words:
    words = _described(table, tested=table.layer not in LAYERS)
    words["config"]["meta"]["external_location"] = place
    for check in table.checks:
        if check.kind == "fresh":
            words["config"] |= _tests.freshness(check)
    return words


def models(layer: str, known: Catalog | None = None) -> str:
    """``models/LAYER/LAYER.yml``."""
    return _yaml({"version": 2, "models": [_described(t) for t in modelled(known) if t.layer == layer]})


def exposures() -> str:
    """``models/exposures.yml``: for each owner of marts, the figures that are made from them."""
    owners: dict[str, list[str]] = {}
    for table in modelled():
        if table.layer == LAYERS[-1]:
            owners.setdefault(table.owner, []).append(table.name)
    said = [
        {
            "name": f"figures_of_{owner}",
            "label": f"Figures of {owner}",
            "type": "analysis",
            "description": f"What {owner} reads: tillhouse show, export and the warehouse copy these tables.",
            "depends_on": [f"ref('{name}')" for name in names],
            "owner": {"name": owner},
        }
        for owner, names in sorted(owners.items())
    ]
    return _yaml({"version": 2, "exposures": said})


def _described(table: Table, *, tested: bool = True) -> Words:
    """A table with its columns. tested: with its tests; a copy is tested where it arrives."""
    tests = _tests.of_columns(table) if tested else {}
    columns = [
        {
            "name": name,
            "description": column.meaning,
            "config": {"meta": {"type": column.type, "classification": column.classification}},
        }
        | ({"data_tests": tests[name]} if name in tests else {})
        for name, column in table.columns.items()
    ]
    said = inspect.getdoc(table.body) or ""
    if table.name in IN_PYTHON:
        said = f"{said}\n\nNot SQL: {IN_PYTHON[table.name]}"
    words: Words = {"name": table.name, "description": said}
    words["config"] = {"meta": {"owner": table.owner, "key": list(table.key)}}
    words["columns"] = columns
    together = _tests.of_table(table) if tested else []
    return words | ({"data_tests": together} if together else {})


def _yaml(words: Mapping[str, Any] | Sequence[Any]) -> str:
    text: str = yaml.safe_dump(words, sort_keys=False, allow_unicode=True, width=110)
    return text
