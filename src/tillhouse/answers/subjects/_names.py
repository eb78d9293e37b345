"""Names of subjects: those there are, and the nearest to one there is not."""

from __future__ import annotations

import polars as pl

from tillhouse.answers.emptiness import reasons
from tillhouse.answers.subjects._sections import rows_of
from tillhouse.errors import FixTheSetup, UnknownName
from tillhouse.lake.snapshot import Snapshot

#: More names than a person would mistake for one another; comparing takes long.
_MOST_COMPARED = 5_000


def require(snapshot: Snapshot, kind: str, table: str, column: str, name: str) -> None:
    """Raise `UnknownName` with the nearest when no row of a table has the name; the hint lists none at random."""
    names = rows_of(snapshot, table).select(column).unique()
    if not names.filter(pl.col(column) == name).collect().is_empty():
        return
    near = _near(names, column, name)
    if near:
        raise UnknownName(kind, name, near)
    why = "".join(f" For {one}." for one in reasons(snapshot, snapshot.table(table)))
    raise FixTheSetup(f"No {kind} is named {name}.{why}", f"See those there are:  tillhouse show {table}")


def _near(names: pl.LazyFrame, column: str, name: str) -> list[str]:
    """The nearest of the names that begin or end as this one does."""
    from difflib import get_close_matches

    half = max(1, len(name) // 2)
    text = pl.col(column)
    alike = text.str.starts_with(name[:half]) | text.str.ends_with(name[-half:])
    found = names.filter(alike).sort(column).head(_MOST_COMPARED).collect()[column].to_list()
    return get_close_matches(name, found, n=1, cutoff=0.5)
