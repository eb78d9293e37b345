"""Why a table has no rows, or a column no values: by currency, what no line says that they would be made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from tillhouse.answers.metrics.tables import said_of
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import absence
from tillhouse.metrics.absence import REASONS
from tillhouse.metrics.definitions import all_metrics
from tillhouse.table import Table

#: What columns need lines to say, by table.
_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "daily_sales": {"orders": "orders", "buyers": "customers", "units": "units"},
        "monthly_sales": {"orders": "orders", "buyers": "customers", "units": "units"},
        "store_sales": {"orders": "orders", "units": "units", "tax": "tax"},
        "sales_hours": {"hour": "times"},
    }
)


def reasons(snapshot: Snapshot, table: Table) -> tuple[str, ...]:
    """Such as `EUR: no line names a customer`; none where lines say what the table needs."""
    return _reasons(snapshot, _needs(table))


def without_values(snapshot: Snapshot, table: Table, empty: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The same by column, of columns that lack a value in at least one row: `empty`."""
    needs = {name: need for name, need in _COLUMNS.get(table.name, {}).items() if name in empty}
    return {name: _reasons(snapshot, (need,)) for name, need in needs.items()}


def lines_as_orders(snapshot: Snapshot, table: Table) -> tuple[str, ...]:
    """Why a column that counts orders counts lines; none where orders are told."""
    return _reasons(snapshot, ("orders",)) if "product_orders" in table.columns else ()


def of_metrics(snapshot: Snapshot, names: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The reasons by metric, of those that have no value."""
    defined = {one.name: one for one in all_metrics(snapshot.settings.own_metrics, whole=False)}
    known = said_of(snapshot)
    return {name: absence.of_currencies(defined[name], known) for name in names if name in defined}


def _reasons(snapshot: Snapshot, needs: Sequence[str]) -> tuple[str, ...]:
    missing = {
        absence.of_currency(currency): [REASONS[need] for need in needs if need not in said]
        for currency, said in said_of(snapshot).items()
    }
    return tuple(f"{lines}: {', '.join(why)}" for lines, why in sorted(missing.items()) if why)


def _needs(table: Table) -> Sequence[str]:
    if table.scope == "customers" or "customer_key" in table.key or "customer_id" in table.key:
        return ("customers",)
    if table.scope == "baskets" or table.name.startswith("basket"):
        return ("products", "orders")
    if table.name == "store_sales":
        return ("stores",)
    return ("products",) if table.owner == "products" else ()
