"""What tests of Spark need: Java, the Delta jars, and settings for little data on a small machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import tomlkit

from tests.spark.cluster import Cluster
from tillhouse.settings.spark import Spark

_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: Small plans for small data: compiling a query, by Spark or by Java, takes longer than running it.
SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.driver.extraJavaOptions": _QUICK,
    "spark.executor.extraJavaOptions": _QUICK,
}
#: Everything in one process.
LOCAL = Spark(
    master="local[2]",
    jars=os.environ.get("TILLHOUSE_SPARK_JARS", ""),
    driver_memory="900m",
    shuffle_partitions=2,
    conf=SMALL,
)


def written(root: Path, spark: Spark) -> Path:
    """A lake whose settings name Spark, so."""
    root.mkdir(parents=True)
    document = {"engine": "spark", "spark": {**asdict(spark), "conf": dict(spark.conf)}}
    (root / "tillhouse.toml").write_text(tomlkit.dumps(document))
    return root


@pytest.fixture(scope="session")
def java() -> None:
    """Java and the Delta jars."""
    if not shutil.which("java"):
        pytest.skip("Spark needs Java: apt-get install openjdk-17-jre-headless")
    if not any(LOCAL.jars_folder.glob("delta-spark*.jar")):
        pytest.skip("the Delta jars are missing: make jars")


@pytest.fixture(scope="session")
def local_spark(java: None) -> Iterator[None]:
    """Spark in this process, for all tests of a worker."""
    from tillhouse.engines._spark.session import SESSION

    SESSION.use(LOCAL)()
    yield
    SESSION.stop()


@pytest.fixture(scope="session")
def cluster(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers, each a process of its own."""
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        running.start()
        yield running
    finally:
        running.stop()
