"""Roles of a PostgreSQL warehouse: who reads may only read, who loads owns what is loaded."""

from __future__ import annotations

from typing import Any

from tillhouse.warehouses._postgres.connection import Connection
from tillhouse.warehouses._postgres.names import SCHEMA

READER = "tillhouse_reader"
WRITER = "tillhouse_writer"
_NOTE = (
    f"This user may not create roles, so there is no {READER} and no {WRITER}; "
    "docs/guides/warehouse.md has the statements for an administrator."
)


def act(connection: Connection) -> None:
    """Go on as the writer for the rest of the transaction where this user is one, so that any writer can load."""
    if _one(connection, f"SELECT count(*) FROM pg_roles WHERE rolname = '{WRITER}'") and _one(
        connection, f"SELECT pg_has_role(current_user, '{WRITER}', 'MEMBER')"
    ):
        connection.execute(f"SET LOCAL ROLE {WRITER}")


def ensure(connection: Connection) -> list[str]:
    """Make the roles and the schema where they are missing; what could not be made, as sentences."""
    notes = []
    present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    missing = [role for role in (READER, WRITER) if role not in present]
    if missing and _one(
        connection, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ):
        for role in missing:
            connection.execute(f"CREATE ROLE {role} NOLOGIN")
        if WRITER in missing:
            connection.execute(f"GRANT {WRITER} TO CURRENT_USER")
        present.update(missing)
    elif missing:
        notes.append(_NOTE)
    if not _one(connection, f"SELECT count(*) FROM pg_namespace WHERE nspname = '{SCHEMA}'"):
        owns = WRITER in present and _one(
            connection, f"SELECT pg_has_role(current_user, '{WRITER}', 'MEMBER')"
        )
        connection.execute(f"CREATE SCHEMA {SCHEMA}" + (f" AUTHORIZATION {WRITER}" if owns else ""))
    act(connection)
    if READER in present:
        connection.execute(
            f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER};"
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT SELECT ON TABLES TO {READER}"
        )
    return notes


def _one(connection: Connection, query: str) -> Any:
    return connection.execute(query).fetchone()[0]
