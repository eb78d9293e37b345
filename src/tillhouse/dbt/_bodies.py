"""The query of each table: its body, run on tables that are only declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import narwhals as nw

from tillhouse.catalog import Catalog, catalog
from tillhouse.column_types import SQL_TYPES
from tillhouse.engines import _ibis
from tillhouse.frame import Frame, framed
from tillhouse.settings.feed import Feed
from tillhouse.table import Table


def query(table: Table, feeds: Sequence[Feed], known: Catalog | None = None) -> Any:
    """The Ibis expression of a table, of all months, in its declared columns."""
    given = {name: _input(name, known) for name in table.parameters if name != "feed"}
    if "feed" not in table.parameters:
        frame = table.body(**given)
    else:
        parts = [table.body(**_of_feed(given, feed, len(feeds)), feed=feed) for feed in feeds]
        frame = nw.concat(parts) if len(parts) > 1 else parts[0]
    return nw.to_native(frame.select(*table.columns))


def types(table: Table) -> dict[str, str]:
    """The columns of a table with their types in SQL, as both databases spell them."""
    return {name: SQL_TYPES[column.type].replace("VARCHAR", "TEXT") for name, column in table.columns.items()}


def declared(name: str, known: Catalog | None = None) -> Frame:
    """A table of the catalog as a frame without rows."""
    columns = (known or catalog())[name].columns
    return framed(_ibis.table(name, {column: what.type for column, what in columns.items()}))


def _input(name: str, known: Catalog | None) -> Frame:
    if name.startswith("past_"):  # all months are built at once
        frame = declared(name.removeprefix("past_"), known)
        return framed(nw.to_native(frame).filter(ibis.literal(False)))
    return declared(name, known)


def _of_feed(given: Mapping[str, Frame], feed: Feed, feeds: int) -> dict[str, Frame]:
    if feeds == 1:
        return dict(given)
    of_this = nw.col("feed") == feed.name
    return {
        name: frame.filter(of_this) if "feed" in frame.collect_schema().names() else frame
        for name, frame in given.items()
    }
