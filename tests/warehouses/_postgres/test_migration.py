"""What an empty database gets is what Alembic makes of all migrations, and it can be upgraded from there."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.warehouses.asking import asked
from tests.warehouses.conftest import Growing
from tillhouse.warehouses import Place, checked, load
from tillhouse.warehouses._postgres import migration as migration
from tillhouse.warehouses._postgres import shaping as shaping
from tillhouse.warehouses._postgres.connection import begin
from tillhouse.warehouses._postgres.names import newest

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
    WHERE table_schema = 'tillhouse' ORDER BY 1, 2
"""


def test_the_kept_statements_are_those_that_alembic_makes() -> None:
    assert migration.NEW.read_text() == migration.rendered(), "run  make docs"


def test_the_kept_tables_are_those_that_are_declared() -> None:
    assert shaping.KEPT.read_text() == shaping.rendered(), "run  make docs"


def test_a_table_of_another_shape_is_made_by_sqlalchemy(
    lake: Growing, postgres: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nothing.json").write_text("{}")
    monkeypatch.setattr(shaping, "KEPT", tmp_path / "nothing.json")
    load(lake.settings, postgres)
    assert checked(lake.settings, postgres).differences == ()


def test_alembic_itself_makes_the_same(postgres: Place, empty: object) -> None:
    other = Place("postgres", empty("postgres").url)  # type: ignore[operator]
    with psycopg.connect(postgres.url, prepare_threshold=None) as connection:
        assert migration.migrated(connection) == []
    with psycopg.connect(other.url, prepare_threshold=None) as connection:
        migration._upgraded(connection)
        assert migration.version(connection) == newest()
    assert asked(postgres, COLUMNS) == asked(other, COLUMNS) != []


def test_a_warehouse_made_by_alembic_is_loaded_as_any_other(lake: Growing, postgres: Place) -> None:
    with psycopg.connect(postgres.url, prepare_threshold=None) as connection:
        migration._upgraded(connection)
    load(lake.settings, postgres)
    assert checked(lake.settings, postgres).differences == ()


def test_an_older_version_is_brought_up_by_alembic(
    lake: Growing, postgres: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(lake.settings, postgres)
    called: list[str] = []
    upgraded = migration._upgraded
    monkeypatch.setattr(migration, "newest", lambda: "9999")
    monkeypatch.setattr(migration, "_upgraded", lambda c: called.append("upgraded") or upgraded(c))
    load(lake.settings, postgres)
    assert called == ["upgraded"]


def test_two_that_make_it_at_once_exclude_each_other(postgres: Place) -> None:
    with psycopg.connect(postgres.url) as first, psycopg.connect(postgres.url) as second:
        begin(first)
        with pytest.raises(Exception, match="Another process is loading"):
            migration.migrated(second)
