"""Readers see one release or the next; a loader that commits table by table is seen to be caught by this."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.calls import line
from tests.warehouses.asking import SCHEMA, asked, connect
from tests.warehouses.conftest import Growing
from tillhouse.warehouses import Place, load
from tillhouse.warehouses._store import kind_of

#: All that belongs together, asked in one statement.
STATE = """
    SELECT (SELECT max(release) FROM @loaded_release), (SELECT sum(amount) FROM @fact_sales),
        (SELECT sum(lines) FROM @monthly_sales), (SELECT count(*) FROM @dim_customer),
        (SELECT count(*) FROM @statement)
"""
RELEASES = 4
Seen = set[tuple[Any, ...]]


@contextmanager
def watching(place: Place) -> Iterator[Seen]:
    """Ask for the state again and again, beside what happens inside."""
    seen: Seen = set()
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            for row in _state(place):
                seen.add(row)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _state(place: Place) -> list[tuple[Any, ...]]:
    query = STATE.replace("@", SCHEMA[place.to])
    if place.to != "duckdb":
        with closing(connect(place)) as connection:
            return [tuple(row) for row in connection.execute(query).fetchall()]
    # Of one process DuckDB opens a file once; another name for it stands for another process.
    seen = Path(f"{place.url}.{threading.get_ident()}")
    seen.unlink(missing_ok=True)
    with suppress(duckdb.Error, FileNotFoundError), closing(_duckdb(place, seen)) as connection:
        return [tuple(row) for row in connection.execute(query).fetchall()]
    return []


def _duckdb(place: Place, seen: Path) -> Any:
    seen.hardlink_to(place.url)
    return duckdb.connect(str(seen), read_only=True)


def grown(lake: Growing, place: Place) -> tuple[Seen, Seen]:
    """Load release after release; the states there were between loads, and those that a reader saw."""
    load(lake.settings, place)
    settled = {tuple(row) for row in asked(place, STATE)}
    with watching(place) as seen:
        for step in range(RELEASES):
            lines = [line(500 + 40 * step + n, 4 + step % 2) for n in range(40)]
            lake.deliver(f"more{step}.csv", lines)
            load(lake.settings, place)
            settled |= {tuple(row) for row in asked(place, STATE)}
    return settled, seen


def test_a_reader_sees_one_release_or_the_next(lake: Growing, place: Place) -> None:
    settled, seen = grown(lake, place)
    assert len(settled) == RELEASES + 1
    assert len(seen) > 1
    assert seen <= settled


def test_a_loader_that_commits_table_by_table_is_caught(
    lake: Growing, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = {"postgres": "Postgres", "sqlite": "Sqlite", "duckdb": "Duckdb"}[place.to]
    kind = getattr(kind_of(place.to), store)
    proper = kind.replace

    def replace(self: Any, table: Any, month: str, encoded: Any) -> None:
        proper(self, table, month, encoded)
        COMMITS[place.to](self, place)
        time.sleep(0.02)

    monkeypatch.setattr(kind, "replace", replace)
    settled, seen = grown(lake, place)
    assert not seen <= settled


def _commit_postgres(store: Any, _place: Place) -> None:
    store.leaves.attach()
    store.connection.commit()
    store.leaves.look()


def _commit_sqlite(store: Any, _place: Place) -> None:
    store.connection.execute("COMMIT")
    store.connection.execute("BEGIN IMMEDIATE")


def _commit_duckdb(store: Any, place: Place) -> None:
    for statement in ("COMMIT", "CHECKPOINT"):
        store.connection.execute(statement)
    path = Path(place.url)
    shown = Path(shutil.copyfile(path.with_name(f".{path.name}.new"), f"{path}.half"))
    shown.replace(path)
    store.connection.execute("BEGIN")


COMMITS: dict[str, Callable[[Any, Place], None]] = {
    "postgres": _commit_postgres,
    "sqlite": _commit_sqlite,
    "duckdb": _commit_duckdb,
}
