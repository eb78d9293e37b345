"""What dbt builds of a lake with columns of its own is what its release holds, in each database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.dbt.conftest import KINDS, Built, environment
from tests.shops import open_shop
from tillhouse.dbt import compared, load_sources, write
from tillhouse.settings.settings import Warehouse
from tillhouse.warehouses import Place

FILE = """\
Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country,Region,Profit
1001,P1,Pen,2,2024-01-15 10:00,5.00,K1,Germany,North,1.50
1001,P2,Ink,1,2024-01-15 10:00,3.00,K1,Germany, South  east ,(0.75)
1002,P2,Ink,1,2024-02-16 10:00,3.00,K2,France,,soon
1003,P2,Ink,-1,2024-03-16 10:00,3.00,K2,France,South,-0.75
"""
OWN = {"Region": "dimension", "Profit": "measure"}


@pytest.mark.parametrize("kind", KINDS)
def test_dbt_makes_own_columns_of_the_release(
    kind: str, dbt_program: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    (tmp_path / "sales.csv").write_text(FILE)
    shop = open_shop(tmp_path / "lake", tmp_path / "sales.csv", own=OWN)
    facts = shop.table("fact_sales").filter(pl.col("profit").is_not_null())
    assert sorted(facts["region"].to_list()) == ["North", "South", "South east"]
    url = request.getfixturevalue("other_database") if kind == "postgres" else ""
    write(shop.snapshot, tmp_path / "dbt")
    if url:
        load_sources(shop.snapshot, Place("postgres", url))
    made = Built(shop, tmp_path / "dbt", kind, environment(url) if url else {})
    done = made.dbt("run", "--select", "+fact_sales")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    settings = replace(shop.settings, warehouse=Warehouse("postgres", url)) if url else shop.settings
    found = {one.table: one for one in compared(settings, shop.snapshot, tmp_path / "dbt", kind).tables}
    assert [found[name].is_equal for name in ("ledger", "fact_sales")] == [True, True]
