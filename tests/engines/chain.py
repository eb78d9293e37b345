"""All tables made of some records on one engine, and what their checks found, without a lake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from tests.tables.rows import on_this
from tests.tables.silver.lines import FEED, raw
from tillhouse import folder
from tillhouse.catalog import catalog
from tillhouse.checks import CheckResult
from tillhouse.fingerprint import of_frame
from tillhouse.frame import Frame, framed
from tillhouse.pipeline.checking import run_checks
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings
from tillhouse.table import Table

_SETTINGS = Settings(Path()).given
#: What a table holds, and what its checks found.
Made = tuple[str, list[CheckResult]]


def chained(
    records: Iterable[Mapping[str, Any]],
    engine: str,
    feed: Feed = FEED,
    tables: Iterable[Table] | None = None,
) -> dict[str, Made]:
    """Fingerprint and check results of each table, or of these, that follows from records of `raw_sales`."""
    found = made(records, engine, feed, tables)
    frames = {name: _held(rows, engine) for name, rows in found.items()}
    return {
        name: (of_frame(rows, _types(catalog()[name])), run_checks(catalog()[name], frames[name], frames))
        for name, rows in found.items()
        if name != "deliveries"
    }


def made(
    records: Iterable[Mapping[str, Any]],
    engine: str,
    feed: Feed = FEED,
    tables: Iterable[Table] | None = None,
) -> dict[str, pl.DataFrame]:
    """The rows of each table, or of these, each after those it reads."""
    found: dict[str, pl.DataFrame] = {}
    for table in catalog().tables.values() if tables is None else tables:
        if table.name == "raw_sales":
            frame = raw(records, feed)
        elif table.written_by == "intake":
            frame = on_this({name: [] for name in table.columns}, _types(table))
        else:
            frame = table.body(**{name: _given(name, found, engine, feed) for name in table.parameters})
        found[table.name] = _computed(frame, table, engine)
    return found


def _given(name: str, found: Mapping[str, pl.DataFrame], engine: str, feed: Feed) -> Any:
    if name == "feed":
        return feed
    if name in _SETTINGS:
        return _SETTINGS[name]
    if name.startswith("past_"):
        return _held(found[name.removeprefix("past_")].clear(), engine)
    return _held(found[name], engine)


def _computed(frame: Frame, table: Table, engine: str) -> pl.DataFrame:
    rows: pl.DataFrame = folder.entry("tillhouse.engines", engine).computed(
        nw.to_native(frame), _types(table)
    )
    return rows


def _held(rows: pl.DataFrame, engine: str) -> Frame:
    return framed(folder.entry("tillhouse.engines", engine).held(rows))


def _types(table: Table) -> dict[str, str]:
    return {name: column.type for name, column in table.columns.items()}
