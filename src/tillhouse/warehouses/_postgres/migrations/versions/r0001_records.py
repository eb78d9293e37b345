"""The record of what is loaded: the release, its parts, and the shape of every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tillhouse.warehouses._postgres.names import SCHEMA

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the record."""
    op.create_table(
        "loaded_release",
        sa.Column(
            "release",
            sa.BigInteger(),
            primary_key=True,
            autoincrement=False,
            comment="Number of the release held.",
        ),
        sa.Column("as_of", sa.Text(), nullable=False, comment="When it was published, UTC."),
        sa.Column("loaded_at", sa.Text(), nullable=False, comment="When it was loaded, UTC."),
        schema=SCHEMA,
        comment="One row: the release that all tables hold.",
    )
    op.create_table(
        "loaded_part",
        sa.Column("table_name", sa.Text(), primary_key=True, comment="Table."),
        sa.Column(
            "month", sa.Text(), primary_key=True, comment="Month; empty for a table that has no parts."
        ),
        sa.Column("rows", sa.BigInteger(), nullable=False, comment="Rows of the part."),
        sa.Column("mark", sa.Text(), nullable=False, comment="Digest of the part's content in the lake."),
        schema=SCHEMA,
        comment="One row per table and month: what tells its content from another.",
    )
    op.create_table(
        "loaded_table",
        sa.Column("table_name", sa.Text(), primary_key=True, comment="Table or view."),
        sa.Column("shape", sa.Text(), nullable=False, comment="What it was declared as when it was made."),
        sa.Column("words", sa.Text(), nullable=False, comment="Hash of what its comments say."),
        schema=SCHEMA,
        comment="One row per table or view: how it was made.",
    )


def downgrade() -> None:
    """Remove the record; the next load then loads everything."""
    for name in ("loaded_table", "loaded_part", "loaded_release"):
        op.drop_table(name, schema=SCHEMA)
