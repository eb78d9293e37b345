"""What dbt builds is what the release holds; and what is not is found, by dbt's tests and by the comparison."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from tests.dbt.conftest import Built
from tillhouse.dbt import Compared, compared
from tillhouse.dbt._models import IN_PYTHON, modelled
from tillhouse.settings.settings import Warehouse

only_in_a_file = pytest.mark.parametrize("built", ["duckdb"], indirect=True)


def _compared(built: Built) -> tuple[Compared, ...]:
    settings = built.shop.settings
    if built.kind == "postgres":
        words = built.environment
        url = (
            f"postgresql://{words['PGUSER']}:{words['PGPASSWORD']}"
            f"@{words['PGHOST']}:{words['PGPORT']}/{words['PGDATABASE']}"
        )
        settings = replace(settings, warehouse=Warehouse("postgres", url))
    return compared(settings, built.shop.snapshot, built.folder, built.kind).tables


def _differing(built: Built) -> set[str]:
    return {one.table for one in _compared(built) if not one.is_equal}


def test_dbt_makes_the_tables_of_the_release(built: Built) -> None:
    found = _compared(built)
    assert [one.table for one in found if not one.is_equal] == []
    assert {one.table for one in found if one.is_sql} == {t.name for t in modelled()} - set(IN_PYTHON)
    assert {one.table for one in found if not one.rows} == {"store_sales"}  # no line names one


@only_in_a_file
def test_another_function_makes_other_tables(spoilt: Built) -> None:
    macros = spoilt.folder / "macros" / "duckdb.sql"
    macros.write_text(macros.read_text().replace("sha256(value)[1:15]", "sha256(value)[2:16]"))
    assert spoilt.dbt("run", "--select", "dim_product").returncode == 0
    assert _differing(spoilt) == {"dim_product"}


@only_in_a_file
def test_planted_corruption_fails_tests(spoilt: Built) -> None:
    with duckdb.connect(str(spoilt.folder / "tillhouse.duckdb")) as database:
        for change in (
            "UPDATE fact_sales SET product_key = 1 WHERE line_id = (SELECT min(line_id) FROM fact_sales)",
            "UPDATE ledger SET amount = amount + 1 WHERE line_id = (SELECT min(line_id) FROM ledger WHERE amount > 0)",
            "UPDATE dim_customer SET is_current = false WHERE customer_id = 'ANONYMOUS'",
        ):
            database.execute(f"USE tillhouse_dbt; {change}")
    done = spoilt.dbt("test")
    assert done.returncode == 1
    failed = {line.split()[6] for line in done.stdout.splitlines() if " FAIL " in line}
    assert "books" in failed
    assert any("relationships_fact_sales_product_key" in name for name in failed)
    assert any("dim_customer_one_current" in name for name in failed)
    assert {"fact_sales", "ledger", "dim_customer"} <= _differing(spoilt)
