"""PostgreSQL: partitions, keys, comments, views, indexes, and advice on them."""

from __future__ import annotations

import psycopg
import pytest

from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import APRIL, MAY, Growing
from tests.warehouses.servers import Cluster
from tillhouse.catalog import catalog
from tillhouse.warehouses import Place, advised, checked, load
from tillhouse.warehouses import postgres as postgres_kind
from tillhouse.warehouses._postgres import advice
from tillhouse.warehouses._postgres.names import newest


def test_facts_are_partitioned_by_month_and_keyed_with_it(loaded: Place) -> None:
    query = """
        SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class
        WHERE relispartition AND relname LIKE 'fact_sales%' AND relkind = 'r' ORDER BY relname
    """
    found = asked(loaded, query)
    assert found[0] == ("fact_sales_2011_01", "FOR VALUES IN ('2011-01')")
    assert found[-1] == ("fact_sales_other", "DEFAULT")
    key = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'fact_sales_key'"
    assert asked(loaded, key) == [("PRIMARY KEY (line_id, part, month)",)]


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


def test_a_row_of_an_unforeseen_month_is_kept_found_and_replaced_when_the_month_comes(
    lake: Growing, loaded: Place
) -> None:
    told(loaded, "INSERT INTO @fact_sales (line_id, part, month) VALUES (1, 0, '2011-05')")
    assert asked(loaded, "SELECT count(*) FROM @fact_sales_other") == [(1,)]
    assert "stray rows" in {one.kind for one in advised(loaded).findings}
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    assert checked(lake.settings, loaded).differences == ()


def test_views_add_up_to_the_marts_and_say_of_when_they_are(lake: Growing, loaded: Place) -> None:
    for view in ("sales_by_day", "sales_by_month"):
        both = asked(
            loaded, f"SELECT (SELECT sum(net_sales) FROM @{view}), (SELECT sum(net_sales) FROM @daily_sales)"
        )
        assert both[0][0] == both[0][1]
    sums = [f"(SELECT sum(net_product_sales) FROM @{name})" for name in ("sales_by_product", "product_sales")]
    query = f"SELECT {', '.join(sums)}"
    assert len(set(asked(loaded, query)[0])) == 1
    release = lake.deliver("late.csv", APRIL)
    load(lake.settings, loaded)
    assert asked(loaded, "SELECT DISTINCT release, as_of FROM @sales_by_day") == [(2, release.created_at)]


def test_the_version_of_the_schema_is_recorded(loaded: Place) -> None:
    assert asked(loaded, "SELECT version_num FROM @alembic_version") == [(newest(),)]


def test_an_index_that_was_dropped_is_missed_and_nothing_fails(lake: Growing, loaded: Place) -> None:
    told(loaded, "DROP INDEX @fact_sales_invoice")
    (missed,) = (one for one in advised(loaded).findings if one.kind == "missing index")
    assert missed.do.startswith(
        'CREATE INDEX "fact_sales_invoice" ON tillhouse."fact_sales" USING btree ("invoice_no")'
    )
    lake.deliver("may.csv", MAY)
    load(lake.settings, loaded)
    assert checked(lake.settings, loaded).differences == ()
    told(loaded, missed.do)
    assert "missing index" not in {one.kind for one in advised(loaded).findings}


def test_slow_queries_are_named_where_they_are_counted(
    loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:

    assert "CREATE EXTENSION pg_stat_statements" in " ".join(one.do for one in advised(loaded).findings)
    monkeypatch.setattr(advice, "SLOW_MS", 50)
    told(loaded, "CREATE EXTENSION pg_stat_statements")
    asked(loaded, "SELECT count(*), pg_sleep(0.08) FROM @fact_sales")
    slow = [one.what for one in advised(loaded).findings if one.kind == "slow query"]
    assert any("pg_sleep" in what and "fact_sales" in what for what in slow)


def test_statistics_that_cannot_be_made_are_noted_and_the_load_stands(
    lake: Growing, loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.deliver("may.csv", MAY)
    monkeypatch.setattr(postgres_kind, "_DETAIL", -5)
    done = load(lake.settings, loaded)
    assert any("ANALYZE" in note and "tillhouse.fact_sales" in note for note in done.notes)
    assert checked(lake.settings, loaded).differences == ()
    assert not checked(lake.settings, loaded).behind


def test_statistics_are_not_cut_short_by_the_time_a_user_has_for_a_statement(
    server: Cluster, lake: Growing, loaded: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.deliver("may.csv", MAY)
    database = loaded.url.rpartition("/")[2]
    server.execute(f"ALTER DATABASE {database} SET statement_timeout = '1s'")
    monkeypatch.setattr(postgres_kind, "_DETAIL", "10; SELECT pg_sleep(1.5)")
    done = load(lake.settings, loaded)
    assert (done.before, done.notes) == (1, ())
