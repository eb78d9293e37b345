"""Why a table has no rows: by currency, what no line says that its rows would be made of."""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.answers.metrics.tables import said_of
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics.absence import REASONS
from tillhouse.table import Table


def reasons(snapshot: Snapshot, table: Table) -> tuple[str, ...]:
    """Such as `EUR: no line names a customer`; none where lines say what the table needs."""
    needs = _needs(table)
    missing = {
        currency or "": [REASONS[need] for need in needs if need not in said]
        for currency, said in said_of(snapshot).items()
    }
    return tuple(f"{currency}: {', '.join(why)}" for currency, why in sorted(missing.items()) if why)


def _needs(table: Table) -> Sequence[str]:
    if table.scope == "customers" or "customer_key" in table.key or "customer_id" in table.key:
        return ("customers",)
    if table.scope == "baskets" or table.name.startswith("basket"):
        return ("products", "orders")
    return ("products",) if table.owner == "products" else ()
