"""What a copied table looks like in a database: columns, key, indexes, partitions. Every kind declares it the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tillhouse.retail.events import ANONYMOUS
from tillhouse.table import Table
from tillhouse.warehouses._tables import PRODUCT, multiplies

#: Layers whose tables by month are partitioned by month where a warehouse can do that. A month of a mart or of the
#: books is a few hundred rows: partitions of them would cost a tenth of the first load, and find nothing sooner.
_PARTITIONED = ("gold",)
#: What identifies a line: intake gives both to every line, so neither is ever null.
_IDENTITY = frozenset(["line_id", "part"])


@dataclass(frozen=True)
class Index:
    """An index: what its name says it finds, its columns, and its rows. where: SQL, empty for all rows.

    sparse: lines lie in the order of these columns, so to know where in the table each stretch lies is enough.
    """

    name: str
    columns: tuple[str, ...]
    where: str = ""
    sparse: bool = False


@dataclass(frozen=True)
class Shape:
    """A table as a warehouse declares it.

    key: what identifies a row; it includes the month where the table is partitioned.
    primary: no column of the key can be null. exact: to the millionth, amount = quantity × unit_price in every row.
    """

    table: Table
    key: tuple[str, ...]
    primary: bool
    partitioned: bool
    exact: bool
    indexes: tuple[Index, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def required(self) -> set[str]:
        """The columns that are never null."""
        return ({"month"} if self.table.by else set()) | (set(self.key) if self.primary else set())

    def to_json(self) -> str:
        """All that a table must be made again for when it changes; meanings of columns are not part of it."""
        columns = self.table.types
        indexes = [(one.name, one.columns, one.where, one.sparse) for one in self.indexes]
        words = (self.key, self.primary, self.partitioned, self.exact, indexes)
        return json.dumps({"columns": columns, "rest": words})


def shape_of(table: Table, exact: bool) -> Shape:
    """The shape of a declared table. exact: see `tillhouse.warehouses._store.Store.prepare`.

    A key of one column is a primary key, and so is the identity of a line. In other keys of several columns some may
    be null, such as a country.
    """
    partitioned = table.by == "month" and table.layer in _PARTITIONED
    month = ("month",) if partitioned and "month" not in table.key else ()
    return Shape(
        table,
        (*table.key, *month),
        len(table.key) == 1 or set(table.key) <= _IDENTITY,
        partitioned,
        exact and multiplies(table),
        tuple(one for one in INDEXES.get(table.name, ()) if set(one.columns) <= set(table.columns)),
    )


def check_of(shape: Shape) -> str:
    """The condition of every row, as SQL; empty where there is none.

    A line rounds its money once, and parts of what came back once more: less than two millionths together. The cast
    is for DuckDB, which gives a product of two decimals of 18 digits no more than these.
    """
    product, one, other = (f'"{name}"' for name in PRODUCT)
    computed = f"CAST({one} AS DECIMAL(19, 6)) * {other}"
    return f"abs({product} - {computed}) < 0.000002" if shape.exact else ""


def _anonymous() -> int:
    import hashlib

    return int(hashlib.sha256(ANONYMOUS.encode()).hexdigest()[:15], 16)


#: The questions a retailer asks of lines: one product, one customer, one day, one invoice, what came back.
INDEXES: dict[str, Sequence[Index]] = {
    "fact_sales": (
        Index("product", ("product_key", "date_key")),
        Index("customer", ("customer_key", "date_key"), f"customer_key <> {_anonymous()}"),
        Index("day", ("date_key",), sparse=True),
        Index("invoice", ("invoice_no",)),
        Index("back", ("date_key", "product_key"), "event <> 'sale'"),
    ),
    "fact_returns": (
        Index("customer", ("customer_id",), "customer_id IS NOT NULL"),
        Index("unmatched", ("returned_at",), "sale_line_id IS NULL"),
    ),
    "dim_customer": (Index("current", ("customer_id",), "is_current"),),
    "dim_product": (Index("code", ("stock_code",)),),
    "customer_sales": (Index("best", ("net_sales",)),),
    "product_sales": (Index("best", ("net_product_sales",)),),
}
