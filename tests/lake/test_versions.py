"""A lake that keeps what it received in other columns is refused with what to do, and is left as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.shops import Shop, take_in
from tillhouse.catalog import catalog
from tillhouse.errors import FixTheSetup
from tillhouse.lake.releases import Release
from tillhouse.lake.versions import refuse_other
from tillhouse.sources import open_all
from tillhouse.upkeep.verification import verified


def of_before(release: Release, table: str) -> Release:
    """The release as an earlier version would have made it, with other columns in a table."""
    other = replace(release.tables[table], shape="0123456789abcdef")
    return replace(release, tables={**release.tables, table: other}, software="0.1.0")


@pytest.mark.parametrize("table", ["raw_sales", "deliveries"])
def test_what_was_received_in_other_columns_is_refused(small_lake: Shop, table: str) -> None:
    with pytest.raises(FixTheSetup, match=rf"earlier Tillhouse \(0\.1\.0\).*{table}") as raised:
        refuse_other(of_before(small_lake.release, table), catalog().tables)
    assert raised.value.hint and "--root NEW open PATH" in raised.value.hint
    with pytest.raises(FixTheSetup, match="earlier Tillhouse"):
        verified(small_lake.settings, of_before(small_lake.release, table))


def test_what_is_computed_in_other_columns_is_built_again(small_lake: Shop) -> None:
    refuse_other(of_before(small_lake.release, "ledger"), catalog().tables)
    refuse_other(small_lake.release, catalog().tables)


def test_a_run_on_it_is_refused_before_anything_is_written(
    small_lake: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "more.csv"
    path.write_text("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n1,A,1,2024-01-02,1.00\n")
    before = of_before(small_lake.release, "raw_sales")
    monkeypatch.setattr("tillhouse.lake.releases.Releases.latest", lambda _: before)
    held = sorted(small_lake.settings.root.rglob("*"))
    with pytest.raises(FixTheSetup, match="earlier Tillhouse"):
        take_in(small_lake.settings, open_all(path))
    assert sorted(small_lake.settings.root.rglob("*")) == held
