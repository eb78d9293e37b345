"""A run on a real cluster, with a driver too small for the data and a worker killed on the way, equals Polars'."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shops import Shop, open_shop
from tests.spark.cluster import Cluster
from tests.spark.conftest import SMALL, written
from tillhouse.books import statements_by
from tillhouse.lake.releases import Release, Releases
from tillhouse.sample import write_sample
from tillhouse.settings.settings import load
from tillhouse.settings.spark import Spark

ROWS = int(os.environ.get("TILLHOUSE_CLUSTER_ROWS", "100000"))
#: What the driver may take from the executors: less than any table of sales holds.
MOST_COLLECTED = "3m"


@dataclass(frozen=True)
class Delivered:
    """A file, and what Polars makes of it."""

    file: Path
    by_polars: Shop


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    folder = tmp_path_factory.mktemp("delivered")
    file = write_sample(folder / "sales.csv", ROWS, seed=11).files[0]
    return Delivered(file, open_shop(folder / "lake", file))


def settings(root: Path, cluster: Cluster) -> None:
    """A lake whose runs are on the cluster."""
    conf = {**SMALL, "spark.driver.maxResultSize": MOST_COLLECTED, "spark.driver.host": "127.0.0.1"}
    spark = Spark(
        master=cluster.address,
        driver_memory="512m",
        executor_memory="700m",
        shuffle_partitions=4,
        log=str(root.parent / "spark.log"),
        conf=conf,
    )
    written(root, spark)


def tillhouse(root: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tillhouse", "--root", str(root), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def until(there: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait for a file, as long as the process runs."""
    while not there.exists() and process.poll() is None:
        time.sleep(0.02)
    assert there.exists(), process.communicate()[0].decode()[-3000:]


@pytest.fixture(scope="module")
def published(
    cluster: Cluster, delivered: Delivered, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """The release of a run in which a worker was killed while the ledger was written."""
    root = tmp_path_factory.mktemp("on-cluster") / "lake"
    settings(root, cluster)
    run = tillhouse(root, "open", str(delivered.file), "--name", "shop", "--yes")
    until(root / "lake" / "silver" / "ledger" / "_delta_log" / f"{0:020d}.json", run)
    assert cluster.executors("worker-2")
    cluster.kill("worker-2")
    said = run.communicate(timeout=900)[0].decode()
    assert run.returncode == 0, said[-3000:]
    release = Releases(root).latest()
    assert release is not None
    yield Shop(load(str(root)), release)


def differing(found: Release, expected: Release) -> list[str]:
    """The tables whose content differs."""
    names = {name for name, state in expected.tables.items() if state.layer not in {"bronze", "books"}}
    return sorted(n for n in names if found.tables[n].digest != expected.tables[n].digest)


def test_every_table_equals_that_of_polars(published: Shop, delivered: Delivered) -> None:
    assert differing(published.release, delivered.by_polars.release) == []
    assert published.release.digest == delivered.by_polars.release.digest


def test_the_books_close_to_the_same_figures(published: Shop, delivered: Delivered) -> None:
    statement = statements_by(published.snapshot.frame("statement"))[()]
    assert statement == delivered.by_polars.statement


def test_spark_itself_wrote_the_tables(published: Shop) -> None:
    commit = published.settings.root / "lake" / "gold" / "fact_sales" / "_delta_log" / f"{1:020d}.json"
    assert "Delta-Lake" in commit.read_text()


def test_a_body_that_collects_a_table_fails(published: Shop) -> None:
    # The control: would a table that passes through the driver be seen?
    script = (
        "import sys, narwhals as nw\n"
        "from tillhouse.settings.settings import load\n"
        "from tillhouse.lake.snapshot import Snapshot\n"
        "from tillhouse.engines import spark\n"
        "settings = load(sys.argv[1])\n"
        "spark.use(settings.spark)\n"
        "snapshot = Snapshot(settings)\n"
        "types = {n: c.type for n, c in snapshot.table('ledger').columns.items()}\n"
        "with spark.working('ledger'):\n"
        "    spark.rows(spark.scan(snapshot.paths('ledger'), types))\n"
    )
    root = str(published.settings.root)
    done = subprocess.run([sys.executable, "-c", script, root], capture_output=True, timeout=300)
    assert done.returncode != 0
    assert "maxResultSize" in done.stderr.decode()


def test_rows_of_a_lost_task_would_be_seen(published: Shop) -> None:
    # The control: one stored file of many left out, as if its task had never been done again.
    rows = published.table("ledger")
    files = published.snapshot.paths("ledger")
    assert len(files) > 1
    from tillhouse import fingerprint
    from tillhouse.engines import polars as engine

    declared = published.snapshot.table("ledger")
    types = {name: column.type for name, column in declared.columns.items()}
    fewer = engine.rows(engine.scan(files[1:], types))
    whole = fingerprint.digest_of(rows, declared.content)
    assert whole == published.release.tables["ledger"].digest
    assert fingerprint.digest_of(fewer, declared.content) != whole
