"""Run by Alembic: the migrations of this folder, on the connection that the loader gives."""

from __future__ import annotations

from alembic import context

from tillhouse.warehouses._postgres_names import SCHEMA

context.configure(connection=context.config.attributes["connection"], version_table_schema=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
