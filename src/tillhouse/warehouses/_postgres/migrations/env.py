"""Run by Alembic: the migrations of this folder, on the connection that the loader gives or as text."""

from __future__ import annotations

from alembic import context

from tillhouse.warehouses._postgres.names import SCHEMA

if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, version_table_schema=SCHEMA)
else:
    context.configure(connection=context.config.attributes["connection"], version_table_schema=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
