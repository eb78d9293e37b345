"""Whose lake the release is, so that another one does not take its place unasked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tillhouse.warehouses._postgres.names import SCHEMA

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; what was loaded before is of an unknown lake."""
    op.add_column(
        "loaded_release",
        sa.Column(
            "lake",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="Hash of the record of the first release of the lake; empty where it is not known.",
        ),
        schema=SCHEMA,
    )


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("loaded_release", "lake", schema=SCHEMA)
