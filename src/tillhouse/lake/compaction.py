"""Small files kept few: deliveries add files to months of bronze, and many small ones become one.

A month's content stays what it was; earlier releases name the files they were made of, which `vacuum` takes away
when it retires them.
"""

from __future__ import annotations

from collections.abc import Collection

from tillhouse.lake.delta import Lake, Manifest
from tillhouse.table import Table

#: Files of fewer bytes are small; the most of them that a month of a table has.
SMALL, MOST = 32_000_000, 12


def compacted(lake: Lake, table: Table, manifest: Manifest, months: Collection[str]) -> Manifest:
    """The manifest in which the small files of these months are one, where there were too many of them."""
    from tillhouse.engines import polars as engine

    types = table.types
    found = dict(manifest)
    for month in months:
        small = [file for file in manifest.get(month, ()) if file.size < SMALL]
        if len(small) > MOST:
            rows = engine.computed(engine.scan(lake.paths(table, small), types), types)
            kept = [file for file in manifest[month] if file.size >= SMALL]
            found[month] = (*kept, lake.write(table, month, rows))
    return found
