"""Which months a change in a table that is not by month can reach.

A dimension changes with nearly every delivery, in few rows. A table by month that says where its rows matter
(`Table.follows`) is rebuilt for the months in which those rows are named, and for no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from tillhouse.frame import gathered
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.events import ANONYMOUS
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl


def touched(staging: Staging, table: Table, name: str) -> set[str]:
    """The months of ``table`` that rows of the input ``name``, changed since it was published, can have changed."""
    by, column = table.follows[name]
    months, dimension = set(staging.partitions(staging.catalog[by])), staging.catalog[name]
    if not staging.changed.get(name):
        return set()
    if staging.at_once or staging.redefined(dimension):
        return months
    values = set(_differing(staging, dimension)[column])
    if values & {None, ANONYMOUS}:  # it stands for rows that name nobody, in any month
        return months
    named = staging.frame(staging.catalog[by]).filter(nw.col(column).is_in(sorted(values)))
    return set(gathered(named.select("month").unique())["month"])


def _differing(staging: Staging, table: Table) -> pl.DataFrame:
    """The rows that are in one of the published and the staged version of a table, and not in the other."""
    import polars as pl

    from tillhouse.engines import polars as engine

    assert staging.published is not None
    state = staging.published.tables[table.name]
    files = staging.lake.manifest(table, state.version, state.rows).get("", ())
    types = table.types
    before = engine.computed(engine.scan(staging.lake.paths(table, files), types), types)
    after = staging.rows(table)
    pairs = ((before, after), (after, before))
    return pl.concat(a.join(b, on=list(types), how="anti", nulls_equal=True) for a, b in pairs)
