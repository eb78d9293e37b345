"""The files of a dbt project, and writing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from tillhouse.catalog import Catalog
from tillhouse.column_types import SQL_TYPES
from tillhouse.dbt import _properties, _tests
from tillhouse.dbt._functions import macros
from tillhouse.dbt._models import IN_PYTHON, LAYERS, model, modelled, sourced
from tillhouse.errors import BadSetting
from tillhouse.lake.snapshot import Snapshot
from tillhouse.own_tables import is_own
from tillhouse.settings.feed import saved_feed
from tillhouse.table import Table

#: What tells a folder that was written by this command from one that was not.
_MARK = "dbt_project.yml"
_WRITTEN = ("macros", "models", "tests")


@dataclass(frozen=True)
class Project:
    """What was written. models: tables that are SQL; in_python: those that are not, with the reason."""

    folder: Path
    release: int
    models: tuple[str, ...]
    tests: int
    in_python: dict[str, str]
    loaded: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows_loaded(self) -> int:
        """Rows of bronze that were copied to PostgreSQL."""
        return sum(self.loaded.values())

    def document(self) -> dict[str, Any]:
        """A dbt project that was written, for programs.

        folder: text. Where it is.
        release: integer. The release it was written from.
        models: list of text. Tables that are SQL.
        tests: integer. Tests of dbt.
        in_python: object of text. Tables that are no SQL, each with the reason.
        loaded: object of integer. Rows copied to PostgreSQL by `--load`, by table.
        """
        return {
            "folder": str(self.folder),
            "release": self.release,
            "models": list(self.models),
            "tests": self.tests,
            "in_python": dict(self.in_python),
            "loaded": dict(self.loaded),
        }


def write(snapshot: Snapshot, folder: Path) -> Project:
    """Write the project of a release; what an earlier call wrote is replaced. Raises `BadSetting`."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise BadSetting(f"{folder} holds something else than a dbt project.", "Name a folder of its own.")
    made = dict(_files(snapshot, folder))
    for name in _WRITTEN:
        for old in sorted((folder / name).rglob("*.*")):
            if old.suffix in {".sql", ".yml"}:
                old.unlink()
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return Project(
        folder=folder,
        release=snapshot.release.number,
        models=tuple(table.name for table in modelled() if table.name not in IN_PYTHON),
        tests=sum(text.count("severity") for text in made.values()),
        in_python={**IN_PYTHON, **_left_out(snapshot.catalog)},
    )


def _left_out(known: Catalog) -> dict[str, str]:
    """A lake's own tables, and why the project lacks them."""
    own = (table.name for table in known.tables.values() if is_own(table))
    return dict.fromkeys(own, "A table of the lake's own: left out, since its Python is not held to be SQL.")


def _files(snapshot: Snapshot, folder: Path) -> Iterator[tuple[str, str]]:
    feeds = [saved_feed(feed) for feed in snapshot.release.feeds.values()]
    known = snapshot.catalog
    yield _MARK, _properties.project()
    yield "profiles.yml", _properties.profiles(folder)
    for name, text in macros(feed.date_format for feed in feeds if feed.date_format):
        yield f"macros/{name}", text
    fixed = files("tillhouse.dbt").joinpath("files")
    for path in ("macros/functions.sql", "macros/unique_together.sql", "tests/books.sql"):
        yield path, fixed.joinpath(*path.split("/")).read_text(encoding="utf-8")
    yield (
        "models/sources.yml",
        _properties.sources({t.name: _place(snapshot, t) for t in sourced(known)}, known),
    )
    yield "models/exposures.yml", _properties.exposures()
    for layer in LAYERS:
        yield f"models/{layer}/{layer}.yml", _properties.models(layer, known)
    for table in modelled(known):
        yield f"models/{table.layer}/{table.name}.sql", model(table, feeds, known)
    for table in (*modelled(known), *sourced(known)):
        for name, text in _tests.of_queries(table, known):
            yield f"tests/{name}.sql", text


def _place(snapshot: Snapshot, table: Table) -> str:
    """What DuckDB reads a table from: the files of the release."""
    paths = snapshot.paths(table.name)
    if not paths:
        columns = ", ".join(f"null::{SQL_TYPES[c.type]} as {name}" for name, c in table.columns.items())
        return f"(select {columns} where false)"
    quoted = ", ".join(
        "'" + path.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'" for path in paths
    )
    return f"read_parquet([{quoted}], hive_partitioning = false)"
