"""Bringing a PostgreSQL warehouse to the newest migration of the package, by Alembic.

An empty database gets the statements that Alembic makes of all migrations, as kept in
``migrations/all_migrations.sql``: to import Alembic takes as long as to copy half a million rows.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from tillhouse.warehouses._postgres import roles as roles
from tillhouse.warehouses._postgres.connection import Connection, begin
from tillhouse.warehouses._postgres.names import MIGRATIONS, SCHEMA, newest

NEW = MIGRATIONS / "all_migrations.sql"


def version(connection: Connection) -> str:
    """The recorded migration; empty where there is none."""
    known = connection.execute(f"SELECT to_regclass('{SCHEMA}.alembic_version') IS NOT NULL").fetchone()
    if not known[0]:
        return ""
    row = connection.execute(f"SELECT version_num FROM {SCHEMA}.alembic_version").fetchone()
    return str(row[0]) if row else ""


def migrated(connection: Connection) -> list[str]:
    """Run what is missing, in a transaction of its own; what could not be made, as sentences."""
    before = version(connection)
    connection.rollback()
    if before == newest():
        return []
    return _upgraded(connection) if before else _made(connection)


def _made(connection: Connection) -> list[str]:
    begin(connection)
    notes = roles.ensure(connection)
    if not version(connection):
        connection.execute(NEW.read_text(encoding="utf-8"))
    connection.commit()
    return notes


def _upgraded(connection: Connection) -> list[str]:
    import sqlalchemy as sa
    from alembic import command

    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: connection, poolclass=sa.pool.StaticPool
    )
    try:
        with engine.begin() as made:
            begin(connection)
            notes = roles.ensure(connection)
            command.upgrade(_config(connection=made), "head")
    finally:
        engine.dispose(close=False)
    return notes


def rendered() -> str:
    """All migrations as statements: what `NEW` is to hold."""
    from alembic import command

    said = StringIO()
    command.upgrade(_config(said), "head", sql=True)
    lines = (line for line in said.getvalue().splitlines() if line and line not in {"BEGIN;", "COMMIT;"})
    return "\n".join(lines) + "\n"


def _config(output: StringIO | None = None, **attributes: Any) -> Any:
    from alembic.config import Config

    config = Config(attributes=attributes, output_buffer=output)
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
