"""Bringing a PostgreSQL warehouse to the newest migration of the package, by Alembic."""

from __future__ import annotations

from tillhouse.warehouses import _postgres_roles as roles
from tillhouse.warehouses._postgres_connection import Connection, begin
from tillhouse.warehouses._postgres_names import MIGRATIONS, SCHEMA, newest


def version(connection: Connection) -> str:
    """The recorded migration; empty where there is none."""
    known = connection.execute(f"SELECT to_regclass('{SCHEMA}.alembic_version') IS NOT NULL").fetchone()
    if not known[0]:
        return ""
    row = connection.execute(f"SELECT version_num FROM {SCHEMA}.alembic_version").fetchone()
    return str(row[0]) if row else ""


def migrated(connection: Connection) -> list[str]:
    """Run what is missing, in a transaction of its own; what could not be made, as sentences."""
    if version(connection) == newest():
        connection.rollback()
        return []
    connection.rollback()
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config

    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: connection, poolclass=sa.pool.StaticPool
    )
    try:
        with engine.begin() as made:
            begin(connection)
            notes = roles.ensure(connection)
            config = Config(attributes={"connection": made})
            config.set_main_option("script_location", str(MIGRATIONS))
            command.upgrade(config, "head")
    finally:
        engine.dispose(close=False)
    return notes
