"""PostgreSQL: partitions, keys, roles, views, locks, poolers; and what its users see while it is loaded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import psycopg
import pytest

from tests.cli.calls import line
from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import Growing
from tests.warehouses.servers import Cluster
from tillhouse.catalog import catalog
from tillhouse.errors import BadSetting, WarehouseUnavailable
from tillhouse.warehouses import Place, advised, checked, load
from tillhouse.warehouses import _postgres_connection as connecting
from tillhouse.warehouses import _postgres_leaves as leaves

MAY = [line(number, 5) for number in range(400, 420)]
APRIL = [line(number, 4, day=27) for number in range(300, 310)]


@pytest.fixture
def loaded(lake: Growing, postgres: Place) -> Place:
    load(lake.settings, postgres)
    return postgres


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loader that gives up soon."""
    for module in (connecting, leaves):
        monkeypatch.setattr(module, "TRIES", 2)
    for module in (connecting, leaves):
        monkeypatch.setattr(module, "LOCK_MS", 100)


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


def test_facts_are_partitioned_by_month_and_keyed_with_it(loaded: Place) -> None:
    query = """
        SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class
        WHERE relispartition AND relname LIKE 'fact_sales%' AND relkind = 'r' ORDER BY relname
    """
    found = asked(loaded, query)
    assert found[0] == ("fact_sales_2011_01", "FOR VALUES IN ('2011-01')")
    assert found[-1] == ("fact_sales_other", "DEFAULT")
    key = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'fact_sales_key'"
    assert asked(loaded, key) == [("PRIMARY KEY (line_id, month)",)]


def test_partitions_have_the_indexes_of_their_table(loaded: Place, lake: Growing) -> None:
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    query = "SELECT count(*) FROM pg_indexes WHERE tablename = '{}'"
    counts = {asked(loaded, query.format(name))[0] for name in ("fact_sales", "fact_sales_2011_05")}
    assert counts == {(6,)}
    query = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
    assert asked(loaded, query) == [(0,)]


def test_every_table_and_column_says_what_it_means(loaded: Place) -> None:
    query = """
        SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND attnum > 0
        WHERE relnamespace = 'tillhouse'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    """
    said = {(table, column): meaning for table, column, meaning in asked(loaded, query)}
    for name in ("fact_sales", "dim_date", "statement", "daily_sales"):
        for column, declared in catalog()[name].columns.items():
            assert said[name, column] == declared.meaning
    query = "SELECT obj_description('tillhouse.fact_sales'::regclass)"
    assert asked(loaded, query) == [(catalog()["fact_sales"].grain,)]


def test_an_amount_that_is_not_quantity_times_price_is_refused(loaded: Place) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        told(loaded, "UPDATE @fact_sales SET amount = amount + 0.01")


def test_a_feed_that_gives_totals_of_its_own_lifts_that(lake: Growing, loaded: Place) -> None:
    from tillhouse.warehouses import _loading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_loading, "exact", lambda _release: False)
        load(lake.settings, loaded)
        assert checked(lake.settings, loaded).differences == ()
    told(loaded, "UPDATE @fact_sales SET amount = amount + 0.01 WHERE month = '2011-01'")


def test_a_row_of_an_unforeseen_month_is_kept_found_and_replaced_when_the_month_comes(
    lake: Growing, loaded: Place
) -> None:
    told(loaded, "INSERT INTO @fact_sales (line_id, month) VALUES (1, '2011-05')")
    assert asked(loaded, "SELECT count(*) FROM @fact_sales_other") == [(1,)]
    assert "stray rows" in {one.kind for one in advised(loaded)}
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    assert checked(lake.settings, loaded).differences == ()


def test_views_add_up_to_the_marts_and_say_of_when_they_are(lake: Growing, loaded: Place) -> None:
    for view in ("sales_by_day", "sales_by_month"):
        both = asked(
            loaded, f"SELECT (SELECT sum(net_sales) FROM @{view}), (SELECT sum(net_sales) FROM @daily_sales)"
        )
        assert both[0][0] == both[0][1]
    query = (
        "SELECT (SELECT sum(net_sales) FROM @sales_by_product), (SELECT sum(net_sales) FROM @product_sales)"
    )
    assert len(set(asked(loaded, query)[0])) == 1
    release = lake.deliver("late.csv", APRIL)
    load(lake.settings, loaded)
    assert asked(loaded, "SELECT DISTINCT release, as_of FROM @sales_by_day") == [(2, release.created_at)]


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
    assert "late view" in {one.kind for one in advised(loaded)}
    load(lake.settings, loaded)
    assert asked(loaded, "SELECT DISTINCT release FROM @sales_by_day") == [(2,)]


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


def test_a_reader_may_read_all_and_change_nothing(server: Cluster, lake: Growing, loaded: Place) -> None:
    server.execute("DROP ROLE IF EXISTS analyst")
    server.execute("CREATE ROLE analyst LOGIN IN ROLE tillhouse_reader")
    analyst = replace(loaded, url=loaded.url.replace("postgres:s3cret", "analyst:s3cret"))
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    assert asked(analyst, "SELECT count(*) > 0 FROM @fact_sales, @sales_by_day, @loaded_release") == [(True,)]
    for statement in ("DELETE FROM @fact_sales", "CREATE TABLE @mine (a int)", "DROP TABLE @dim_date"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            told(analyst, statement)


def test_any_writer_can_load(server: Cluster, lake: Growing, loaded: Place) -> None:
    server.execute("DROP ROLE IF EXISTS second")
    server.execute("CREATE ROLE second LOGIN IN ROLE tillhouse_writer")
    lake.deliver("may.csv", MAY)
    load(lake.settings, replace(loaded, url=loaded.url.replace("postgres:s3cret", "second:s3cret")))
    assert checked(lake.settings, loaded).differences == ()


def test_a_user_who_may_not_load_is_told_without_the_password(
    server: Cluster, lake: Growing, loaded: Place
) -> None:
    server.execute("DROP ROLE IF EXISTS guest")
    server.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(BadSetting, match="permission denied") as told_so:
        load(lake.settings, replace(loaded, url=loaded.url.replace("postgres:s3cret", "guest:s3cret")))
    assert "s3cret" not in str(told_so.value)


def test_a_column_more_is_added_and_what_depends_on_the_table_stays(
    lake: Growing, loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(
        loaded,
        "CREATE VIEW @mine AS SELECT date_key FROM @dim_date",
        "ALTER TABLE @dim_date DROP COLUMN holiday",
        "UPDATE @loaded_table SET shape = regexp_replace(shape, '\"holiday\": \"[a-z]*\", ', '') "
        "WHERE table_name = 'dim_date'",
    )
    done = load(lake.settings, loaded)
    assert done.replaced == {"dim_date": ("",)}
    assert checked(lake.settings, loaded).differences == ()
    assert asked(loaded, "SELECT count(*) > 0 FROM @mine") == [(True,)]


def test_a_table_declared_otherwise_is_made_anew(lake: Growing, loaded: Place) -> None:
    told(
        loaded,
        "UPDATE @loaded_table SET shape = '{\"columns\": {}, \"rest\": []}' WHERE table_name = 'fact_sales'",
    )
    done = load(lake.settings, loaded)
    assert set(done.replaced) == {"fact_sales"}
    assert checked(lake.settings, loaded).differences == ()
    assert asked(loaded, "SELECT count(*) > 0 FROM @sales_by_product") == [(True,)]


def test_the_version_of_the_schema_is_recorded(loaded: Place) -> None:
    assert asked(loaded, "SELECT version_num FROM @alembic_version") == [("0001",)]


def test_through_a_pooler_in_transaction_mode_all_is_the_same(
    server: Cluster, pooled: int, lake: Growing, postgres: Place
) -> None:
    through = replace(postgres, url=postgres.url.replace(f":{server.port}/", f":{pooled}/"))
    load(lake.settings, through)
    lake.deliver("may.csv", MAY)
    load(lake.settings, through)
    assert checked(lake.settings, through).differences == ()
    assert "statement_timeout" not in {one.kind for one in advised(through)}
    query = "SELECT current_setting('lock_timeout'), current_user::text, pg_try_advisory_lock(1)"
    assert asked(through, query)[0][:2] == ("0", "postgres")


def test_an_index_that_was_dropped_is_missed_and_nothing_fails(lake: Growing, loaded: Place) -> None:
    told(loaded, "DROP INDEX @fact_sales_invoice")
    (missed,) = (one for one in advised(loaded) if one.kind == "missing index")
    assert missed.do.startswith(
        'CREATE INDEX "fact_sales_invoice" ON tillhouse."fact_sales" USING btree ("invoice_no")'
    )
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    assert checked(lake.settings, loaded).differences == ()
    told(loaded, missed.do)
    assert "missing index" not in {one.kind for one in advised(loaded)}


def test_slow_queries_are_named_where_they_are_counted(
    loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tillhouse.warehouses import _postgres_advice

    assert "CREATE EXTENSION pg_stat_statements" in " ".join(one.do for one in advised(loaded))
    monkeypatch.setattr(_postgres_advice, "SLOW_MS", 50)
    told(loaded, "CREATE EXTENSION pg_stat_statements")
    asked(loaded, "SELECT count(*), pg_sleep(0.08) FROM @fact_sales")
    slow = [one.what for one in advised(loaded) if one.kind == "slow query"]
    assert any("pg_sleep" in what and "fact_sales" in what for what in slow)
