"""Which tables are copied, in which partitions, and what tells one content of a partition from another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tillhouse.fingerprint import hash_version
from tillhouse.lake.releases import Release
from tillhouse.table import Table
from tillhouse.warehouses._store import PartitionName, Stamp

if TYPE_CHECKING:
    from tillhouse.lake.snapshot import Snapshot

#: Layers that are copied whole. The ledger is not: it would more than double the time and the size of a load.
LAYERS = ("gold", "marts", "books")
#: Tables copied besides, from which the views of a warehouse are made.
BESIDES = ("product_months",)
#: Columns that make a row's money; where no feed gives totals, the first is the product of the others.
PRODUCT = ("amount", "quantity", "unit_price")
#: Meanings of columns with which that is not so.
_OF_ITS_OWN = {"amount", "amount_with_tax", "gross_amount", "discount"}


def copied(snapshot: Snapshot) -> list[Table]:
    """The tables of a release that are copied, each after those it reads."""
    declared = snapshot.catalog.tables
    return [
        declared[name] for name in snapshot.release.tables if name in declared and is_copied(declared[name])
    ]


def is_copied(table: Table) -> bool:
    """Whether a table is one of those that a warehouse gets."""
    return table.layer in LAYERS or table.name in BESIDES


def multiplies(table: Table) -> bool:
    """Whether each row has a quantity, a unit price and their money."""
    return set(PRODUCT) <= set(table.columns)


def exact(release: Release) -> bool:
    """Whether every line's amount is quantity × price: no feed gives totals of its own, or takes discounts off."""
    return not any(_OF_ITS_OWN & feed["columns"].keys() for feed in release.feeds.values())


def stamps(snapshot: Snapshot) -> dict[PartitionName, Stamp]:
    """The stamp of every part of a release that is copied.

    A digest leaves provenance out; tables that have some are told apart by their stored files.
    """
    found: dict[PartitionName, Stamp] = {}
    for table in copied(snapshot):
        state = snapshot.release.tables[table.name]
        files = dict(_files(snapshot, table)) if any(c.provenance for c in table.columns.values()) else {}
        for month, partition in state.partitions.items():
            if partition.rows:
                mark = f"{hash_version()} {partition.digest} {files.get(month, '')}".rstrip()
                found[table.name, month] = Stamp(partition.rows, mark)
    return found


def _files(snapshot: Snapshot, table: Table) -> Iterator[tuple[str, str]]:
    for month, paths in snapshot.files(table.name).items():
        yield month, hashlib.sha256("\n".join(paths).encode()).hexdigest()[:16]


def differing(
    before: Mapping[PartitionName, Stamp], after: Mapping[PartitionName, Stamp]
) -> list[PartitionName]:
    """The partitions that are not the same on both sides, in the order of ``after``; then those that are gone."""
    changed = [name for name, stamp in after.items() if before.get(name) != stamp]
    return changed + [name for name in before if name not in after]
