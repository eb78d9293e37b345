"""Alembic migrations of the record that a PostgreSQL warehouse keeps; `r0001` is the first."""
