"""PostgreSQL: who may read, who may load."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from tests.warehouses.asking import asked, told
from tests.warehouses.conftest import MAY, Growing
from tests.warehouses.servers import Cluster
from tillhouse.errors import BadSetting
from tillhouse.warehouses import Place, checked, load


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
