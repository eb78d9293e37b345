"""Names in a PostgreSQL warehouse; what needs them alone need not bring SQLAlchemy."""

from __future__ import annotations

import re
from pathlib import Path

from tillhouse.warehouses._shape import Index

SCHEMA = "tillhouse"
MIGRATIONS = Path(__file__).with_name("migrations")


def quoted(name: str) -> str:
    """A table, view or partition of the schema."""
    return f'{SCHEMA}."{name}"'


def leaf_name(name: str, month: str) -> str:
    """The name of a partition: ``fact_sales_2011_12``."""
    return f"{name}_{re.sub('[^0-9A-Za-z]', '_', month)}"


def using(index: Index) -> str:
    """The kind of an index."""
    return "brin" if index.sparse else "btree"


def newest() -> str:
    """The number of the newest migration in the package."""
    return max(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("r[0-9]*.py"))
