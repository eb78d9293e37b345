"""The tables of a PostgreSQL warehouse: SQLAlchemy Core from the declarations, as the statements that make them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import (
    CreateIndex,
    CreateTable,
    ExecutableDDLElement,
    SetColumnComment,
    SetTableComment,
)

from tillhouse.warehouses._postgres.names import SCHEMA, using
from tillhouse.warehouses._shape import Index, Shape, check_of

TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "integer": sa.BigInteger(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
    "quantity": sa.Numeric(18, 6),
    "price": sa.Numeric(18, 6),
    "money": sa.Numeric(18, 6),
    "total": sa.Numeric(38, 6),
    "share": sa.Numeric(9, 6),
    "number": sa.Numeric(18, 6),
}

_DIALECT: Any = postgresql.dialect()  # type: ignore[no-untyped-call]


def declared(shape: Shape) -> sa.Table:
    """A table of the catalog as SQLAlchemy declares it."""
    columns = [
        sa.Column(
            name,
            TYPES[column.type],
            nullable=name not in shape.required,
            autoincrement=False,
            comment=column.meaning,
        )
        for name, column in shape.table.columns.items()
    ]
    key = (
        sa.PrimaryKeyConstraint(*shape.key, name=f"{shape.name}_key")
        if shape.primary
        else sa.UniqueConstraint(*shape.key, name=f"{shape.name}_key", postgresql_nulls_not_distinct=True)
    )
    check = check_of(shape)
    checks = [sa.CheckConstraint(check, name=f"{shape.name}_amount")] if check else []
    indexes = [
        sa.Index(
            f"{shape.name}_{one.name}",
            *one.columns,
            postgresql_where=_where(one),
            postgresql_using=using(one),
        )
        for one in shape.indexes
    ]
    return sa.Table(
        shape.name,
        sa.MetaData(schema=SCHEMA),
        *columns,
        key,
        *checks,
        *indexes,
        comment=shape.table.grain,
        postgresql_partition_by="LIST (month)" if shape.partitioned else None,
    )


def statements(shape: Shape) -> list[str]:
    """What makes a table, its comments, its indexes and the partition of months that no load has brought."""
    table = declared(shape)
    indexes = sorted(table.indexes, key=lambda one: str(one.name))
    said = [_sql(CreateTable(table)), *(_sql(CreateIndex(one)) for one in indexes)]
    if shape.partitioned:
        said.append(
            f'CREATE TABLE {SCHEMA}."{shape.name}_other" PARTITION OF {SCHEMA}."{shape.name}" DEFAULT'
        )
    return [*said, *comments(shape)]


def comments(shape: Shape) -> list[str]:
    """What says on a table, and on each of its columns, what it means."""
    table = declared(shape)
    return [_sql(SetTableComment(table)), *(_sql(SetColumnComment(column)) for column in table.columns)]


def type_of(kind: str) -> str:
    """How PostgreSQL names a declared type."""
    return str(TYPES[kind].compile(dialect=_DIALECT))


def _sql(made: ExecutableDDLElement) -> str:
    return str(made.compile(dialect=_DIALECT))


def _where(index: Index) -> sa.TextClause | None:
    return sa.text(index.where) if index.where else None
