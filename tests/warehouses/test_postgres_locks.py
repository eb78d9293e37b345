"""PostgreSQL: what its users see while it is loaded, and what locks, poolers and a lack of connections do to a load."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import psycopg
import pytest

from tests.warehouses.asking import asked
from tests.warehouses.conftest import APRIL, MAY, Growing
from tests.warehouses.servers import Cluster
from tillhouse.errors import WarehouseUnavailable
from tillhouse.warehouses import Place, advised, checked, load
from tillhouse.warehouses._postgres import connection as connecting
from tillhouse.warehouses._postgres import leaves as leaves

#: What a session would keep if a load did not set it for its transaction alone.
SET_BY_A_LOAD = (
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "maintenance_work_mem",
    "search_path",
    "timezone",
)


@contextmanager
def held(place: Place, statement: str) -> Iterator[psycopg.Connection]:
    """A session that has run a statement and not committed."""
    with psycopg.connect(place.url) as connection:
        connection.execute(statement)  # type: ignore[arg-type]
        yield connection


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=work)
    thread.start()
    yield thread
    thread.join()


def test_a_transaction_that_began_before_a_load_goes_on_seeing_its_rows(lake: Growing, loaded: Place) -> None:
    query = (
        "SELECT (SELECT count(*) FROM tillhouse.fact_sales), (SELECT release FROM tillhouse.loaded_release)"
    )
    lake.deliver("late.csv", APRIL)
    with psycopg.connect(loaded.url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        before = connection.execute(query).fetchone()
        load(lake.settings, loaded)
        assert connection.execute(query).fetchone() == before
    assert asked(loaded, query) != [before]


def test_a_new_month_waits_for_readers_and_comes_when_they_are_gone(
    lake: Growing, loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaves, "LOCK_MS", 100)
    lake.deliver("may.csv", MAY)
    with held(loaded, "SELECT count(*) FROM tillhouse.fact_sales") as reader:

        def leaves_soon() -> None:
            time.sleep(0.6)
            reader.rollback()

        with beside(leaves_soon):
            load(lake.settings, loaded)
    assert checked(lake.settings, loaded).differences == ()


def test_a_lock_that_stays_ends_in_an_error_and_the_release_before(
    lake: Growing, loaded: Place, impatient: None
) -> None:
    lake.deliver("late.csv", APRIL)
    with held(loaded, "LOCK TABLE tillhouse.fact_sales"):
        started = time.monotonic()
        with pytest.raises(WarehouseUnavailable, match="lock timeout"):
            load(lake.settings, loaded)
        assert time.monotonic() - started < 20
    assert checked(lake.settings, loaded).behind


def test_two_tables_locked_the_other_way_round_end_without_a_deadlock_for_the_reader(
    lake: Growing, loaded: Place
) -> None:
    lake.deliver("late.csv", APRIL)
    with held(loaded, "LOCK TABLE tillhouse.fact_sales IN SHARE MODE") as other:

        def meets() -> None:
            time.sleep(0.3)
            other.execute("LOCK TABLE tillhouse.dim_product IN SHARE MODE")
            other.commit()

        with beside(meets):
            load(lake.settings, loaded)
    assert checked(lake.settings, loaded).differences == ()


def test_when_no_connection_is_free_it_is_said_soon(
    server: Cluster, lake: Growing, postgres: Place, impatient: None
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute("CREATE ROLE clerk LOGIN CREATEROLE")
        admin.execute(f"ALTER DATABASE {postgres.url.rpartition('/')[2]} OWNER TO clerk")  # type: ignore[arg-type]
        clerk = replace(postgres, url=postgres.url.replace("postgres:s3cret", "clerk:s3cret"))
        taken = []
        try:
            with suppress(psycopg.OperationalError):
                while True:
                    taken.append(psycopg.connect(clerk.url))
            with pytest.raises(WarehouseUnavailable, match=r"connection slots|too many"):
                load(lake.settings, clerk)
        finally:
            for connection in taken:
                connection.close()
    load(lake.settings, clerk)
    assert checked(lake.settings, clerk).differences == ()


def test_through_a_pooler_in_transaction_mode_all_is_the_same(
    server: Cluster, pooled: int, lake: Growing, postgres: Place
) -> None:
    through = replace(postgres, url=postgres.url.replace(f":{server.port}/", f":{pooled}/"))
    load(lake.settings, through)
    lake.deliver("may.csv", MAY)
    load(lake.settings, through)
    assert checked(lake.settings, through).differences == ()
    settings = "SELECT {}, current_user::text".format(
        ", ".join(f"current_setting('{name}')" for name in SET_BY_A_LOAD)
    )
    assert asked(through, settings) == asked(postgres, settings)
    free = f"SELECT pg_try_advisory_xact_lock({connecting.LOADER})"
    assert asked(through, free) == [(True,)]
    with held(postgres, f"SELECT pg_advisory_xact_lock({connecting.LOADER})"):
        assert asked(through, free) == [(False,)]


def test_a_view_that_cannot_be_refreshed_keeps_its_rows_and_says_so(
    lake: Growing, loaded: Place, impatient: None
) -> None:
    lake.deliver("late.csv", APRIL)
    with held(loaded, "REFRESH MATERIALIZED VIEW CONCURRENTLY tillhouse.sales_by_day"):
        done = load(lake.settings, loaded)
    assert any("sales_by_day keeps the rows of an earlier release" in note for note in done.notes)
    assert asked(loaded, "SELECT release FROM @loaded_release") == [(2,)]
    assert asked(loaded, "SELECT DISTINCT release FROM @sales_by_day") == [(1,)]
    assert asked(loaded, "SELECT DISTINCT release FROM @sales_by_month") == [(2,)]
    assert "late view" in {one.kind for one in advised(loaded).findings}
    load(lake.settings, loaded)
    assert asked(loaded, "SELECT DISTINCT release FROM @sales_by_day") == [(2,)]
