"""What Spark sums and writes: digests as Polars makes them, files of a bounded size, months apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tillhouse import fingerprint
from tillhouse.catalog import catalog
from tillhouse.engines import spark
from tillhouse.engines._spark.parts import jars_in
from tillhouse.engines._spark.session import SESSION
from tillhouse.errors import ClusterFailed, FixTheSetup
from tillhouse.lake.delta import Lake

pytestmark = pytest.mark.usefixtures("local_spark")
TABLE = catalog()["repairs"]
MONTHS = {"2011-01": 60_000, "2011-02": 40, "2011-03": 40}


def repairs() -> pl.DataFrame:
    """Decisions of three months, one of them far larger than the others."""
    rows = sum(MONTHS.values())
    months = [month for month, count in MONTHS.items() for _ in range(count)]
    words = [fingerprint.of_names({str(n): "x"}) for n in range(rows)]
    given = pl.DataFrame({"line_id": range(rows), "month": months, "action": "discarded", "reason": words})
    return given.with_columns(rule=pl.lit(None, pl.String), decided_at=pl.lit(None, pl.Datetime("us")))


@pytest.fixture
def small_files(local_spark: None) -> Iterator[None]:
    name = "spark.sql.adaptive.advisoryPartitionSizeInBytes"
    before = SESSION.get().conf.get(name)
    SESSION.get().conf.set(name, "512k")
    yield
    SESSION.get().conf.set(name, before)


def test_sums_of_each_month_are_those_of_polars() -> None:
    rows = repairs()
    frame = spark.held(rows).repartition(3)
    prints = fingerprint.digest_by_month(rows, TABLE.content)
    expected = sorted((month, count, prints[month], None) for month, count in MONTHS.items())
    assert sorted(spark.contents(frame, TABLE.content, "month", None)) == expected
    whole = [("", rows.height, fingerprint.digest_of(rows, TABLE.content), None)]
    assert spark.contents(frame, TABLE.content, None, None) == whole


def test_an_executor_that_hashes_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "hash_version", lambda: "other")
    with pytest.raises(ClusterFailed, match="install the same version"), spark.working("repairs"):
        spark.contents(spark.held(repairs()), TABLE.content, "month", None)


def test_a_large_month_takes_several_files_and_small_ones_one(small_files: None, tmp_path: Path) -> None:
    lake, rows = Lake(tmp_path), repairs()
    lake.commit(TABLE, {}, {})
    spark.written(spark.held(rows).repartition(4), str(lake.folder(TABLE)), sorted(MONTHS), "{}")
    found = lake.manifest(TABLE, lake.head(TABLE), rows.height)
    assert {month: sum(file.rows for file in files) for month, files in found.items()} == MONTHS
    assert len(found["2011-01"]) > 1
    assert [len(found[month]) for month in ("2011-02", "2011-03")] == [1, 1]


def test_only_the_months_named_are_replaced(tmp_path: Path) -> None:
    lake, rows = Lake(tmp_path), repairs().filter(pl.col("line_id") >= 59_990)
    lake.commit(TABLE, {}, {})
    folder = str(lake.folder(TABLE))
    spark.written(spark.held(rows), folder, sorted(MONTHS), "{}")
    before = lake.manifest(TABLE, lake.head(TABLE))
    spark.written(spark.held(rows.clear()), folder, ["2011-02"], "{}")
    after = lake.manifest(TABLE, lake.head(TABLE))
    assert after == {month: files for month, files in before.items() if month != "2011-02"}


def test_the_log_holds_no_checksums(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.commit(TABLE, {}, {})
    spark.written(spark.held(repairs().head(10)), str(lake.folder(TABLE)), ["2011-01"], "{}")
    log = lake.log(TABLE)
    assert isinstance(log, Path)
    assert [path.name for path in log.rglob("*") if "crc" in path.name] == []


def test_missing_jars_name_the_command_that_fetches_them(tmp_path: Path) -> None:
    with pytest.raises(FixTheSetup, match=r"mvn -f .*spark-jars\.xml dependency:copy-dependencies"):
        jars_in(tmp_path)
