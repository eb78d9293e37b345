"""The one Spark session of this process: classic or by Spark Connect, as the settings say."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from tillhouse.errors import FixTheSetup
from tillhouse.settings.redaction import HIDDEN, masked, quoting, redacted
from tillhouse.settings.spark import Spark, size_in_bytes

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: What a session must say for the result to be the same everywhere; a Connect server is asked for the same.
_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # Else each column of each plan asks Python where it was written, which takes longer than small queries.
    "spark.sql.dataFrameQueryContext.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    # Nothing that another reader of Delta may not know, and no file of the log that another writer would not keep.
    "spark.databricks.delta.properties.defaults.enableDeletionVectors": "false",
    "spark.databricks.delta.writeChecksumFile.enabled": "false",
    "spark.databricks.delta.snapshotPartitions": "2",
}
#: What can only be said when Spark starts.
_START = {
    "spark.app.name": "tillhouse",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    # Checksums beside files would outlive commits that are taken back.
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.hadoop.fs.AbstractFileSystem.file.impl": "org.apache.hadoop.fs.local.RawLocalFs",
}
_POM = Path(__file__).parents[2] / "data" / "spark-jars.xml"
#: The package as it is sent; executors may ask for it as long as the session runs.
_packed = tempfile.TemporaryDirectory(prefix="tillhouse-")
_lock = RLock()
_chosen = Spark()
_running: SparkSession | None = None


def use(settings: Spark) -> None:
    """Say what the session is to be like; one that runs and is to be like another is ended."""
    global _chosen
    with _lock:
        if settings != _chosen:
            stop()
            _chosen = settings


def chosen() -> Spark:
    """The settings in force."""
    return _chosen


def running() -> SparkSession | None:
    """The session, if one runs."""
    return _running


def session() -> SparkSession:
    """The running session, started now if there is none. Raises `FixTheSetup` when it cannot start."""
    global _running
    with _lock:
        if _running is None:
            _running = _connected(_chosen) if _chosen.remote else _started(_chosen)
            _ship_package(_running, _chosen)
        return _running


def stop() -> None:
    """End the session, if one runs."""
    global _running
    with _lock:
        if _running is not None:
            _running.stop()
            _running = None


def properties(settings: Spark) -> dict[str, str]:
    """All Spark properties that the settings stand for."""
    sized = {
        "spark.driver.memory": settings.driver_memory,
        "spark.executor.memory": settings.executor_memory,
        **_planning(settings),
        **({"spark.driver.host": "127.0.0.1"} if settings.is_local else {}),
    }
    if settings.dynamic_allocation:
        sized |= {
            "spark.dynamicAllocation.enabled": "true",
            "spark.dynamicAllocation.shuffleTracking.enabled": "true",
        }
        if settings.max_executors:
            sized["spark.dynamicAllocation.maxExecutors"] = str(settings.max_executors)
    return {**_START, **_MEANING, **sized, **settings.conf}


def _planning(settings: Spark) -> dict[str, str]:
    """How queries are planned; may be said to a running server too."""
    on = str(settings.adaptive).lower()
    return {
        "spark.sql.shuffle.partitions": str(settings.shuffle_partitions),
        "spark.sql.adaptive.enabled": on,
        "spark.sql.adaptive.skewJoin.enabled": on,
        "spark.sql.adaptive.coalescePartitions.enabled": on,
        "spark.sql.adaptive.advisoryPartitionSizeInBytes": f"{size_in_bytes(settings.target_file_size)}b",
    }


def _started(settings: Spark) -> SparkSession:
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    jars = jars_in(settings.jars_folder)
    conf = SparkConf(loadDefaults=False).setMaster(settings.master).set("spark.jars", ",".join(jars))
    conf.setAll(list(properties(settings).items()))
    os.environ["PYSPARK_PYTHON"] = settings.python or sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    with Path(settings.log or os.devnull).open("ab") as log:
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
            context = SparkContext(gateway=gateway, conf=conf)
        except Exception as error:
            raise _cannot_start(settings, error) from error
    return SparkSession(context)


def _connected(settings: Spark) -> SparkSession:
    from pyspark.sql import SparkSession

    from tillhouse.engines._spark import progress

    try:
        found = SparkSession.builder.remote(settings.remote).getOrCreate()
        for name, value in {**_MEANING, **_planning(settings), **settings.conf}.items():
            found.conf.set(name, value)
        found.registerProgressHandler(progress.told)
    except Exception as error:
        raise _cannot_start(settings, error) from error
    return found


def _cannot_start(settings: Spark, error: Exception) -> FixTheSetup:
    where = settings.remote or settings.master
    said = quoting(str(error).strip().partition("\n")[0], where)
    for name, value in settings.conf.items():
        if masked(name, value) == HIDDEN:
            said = said.replace(value, HIDDEN)
    hint = 'See what Spark said: set log = "spark.log" in [spark] of tillhouse.toml, and run again.'
    return FixTheSetup(f"Spark cannot be started on {redacted(where)}: {said}", hint)


def jars_in(folder: Path) -> list[str]:
    """The jars of a folder. Raises `FixTheSetup` with the command that fetches Delta's where they are missing."""
    found = sorted(str(path) for path in folder.glob("*.jar"))
    if not any("delta-spark" in Path(path).name for path in found):
        fetch = f"mvn -f {_POM} dependency:copy-dependencies -DoutputDirectory={folder}"
        raise FixTheSetup(f"The Delta jars of Spark are not in {folder}.", f"Fetch them:  {fetch}")
    return found


def _ship_package(found: SparkSession, settings: Spark) -> None:
    """Send this package to the executors, so that they run the very code that runs here."""
    path = Path(_packed.name) / "tillhouse.zip"
    if not path.exists():
        home = Path(__file__).parents[2]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for source in sorted(home.rglob("*.py")):
                packed.write(source, source.relative_to(home.parent))
    if settings.remote:
        found.addArtifacts(str(path), pyfile=True)
    else:
        context: Any = found.sparkContext
        context.addPyFile(str(path))
