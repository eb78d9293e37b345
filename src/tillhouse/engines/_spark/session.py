"""The Spark session, classic or by Spark Connect, as the settings say; and who uses it."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from tillhouse.engines._spark.parts import DELTA, JAVA, jars_in, require_delta, require_java
from tillhouse.engines._spark.progress import Progress, tasks_of
from tillhouse.errors import FixTheSetup, TryAgain
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
    "spark.sql.extensions": DELTA,
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    # Checksums beside files would outlive commits that are taken back.
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.hadoop.fs.AbstractFileSystem.file.impl": "org.apache.hadoop.fs.local.RawLocalFs",
}


class Session:
    """One Spark session: started when it is first asked for, ended when it is to be like another.

    progress: of what a server of Spark Connect works on. Any thread may use it.
    """

    def __init__(self) -> None:
        self.progress = Progress()
        self.settings = Spark()
        self._lock = RLock()
        self._users = 0
        self._running: SparkSession | None = None
        #: The package as it is sent; executors may ask for it as long as the session runs.
        self._packed: tempfile.TemporaryDirectory[str] | None = None

    def use(self, settings: Spark) -> Callable[[], None]:
        """Say what the session is to be like; call the answer when that is over.

        One that runs and is to be like another is ended. Raises `TryAgain` while somebody uses it.
        """
        with self._lock:
            if settings != self.settings:
                if self._users:
                    raise TryAgain(
                        "Spark works in this process for another run, with other settings.",
                        "Nothing was published. Run again when that run has ended, or in a process of its own.",
                    )
                self.stop()
                self.settings = settings
            self._users += 1
        return _once(self._leave)

    def _leave(self) -> None:
        with self._lock:
            self._users -= 1

    def get(self) -> SparkSession:
        """The running session, started now if there is none. Raises `FixTheSetup` when it cannot start."""
        with self._lock:
            if self._running is None:
                self._running = self._connected() if self.settings.remote else _started(self.settings)
                try:
                    self._packed = tempfile.TemporaryDirectory(prefix="tillhouse-")
                    _ship_package(self._running, self.settings, Path(self._packed.name) / "tillhouse.zip")
                except BaseException:
                    self.stop()
                    raise
            return self._running

    def stop(self) -> None:
        """End the session, if one runs."""
        with self._lock:
            found, self._running = self._running, None
            packed, self._packed = self._packed, None
            try:
                if found is not None:
                    found.stop()
            finally:
                if packed is not None:
                    packed.cleanup()

    def tasks(self) -> tuple[int, int]:
        """Tasks done, and tasks known so far, of what Spark works on now; none where no session runs."""
        found = self._running
        if found is None:
            return 0, 0
        return self.progress.tasks() if self.settings.remote else tasks_of(found.sparkContext)

    def _connected(self) -> SparkSession:
        from pyspark.sql import SparkSession

        settings = self.settings
        try:
            found = SparkSession.builder.remote(settings.remote).getOrCreate()
            for name, value in {**_MEANING, **_planning(settings), **settings.conf}.items():
                found.conf.set(name, value)
            found.registerProgressHandler(self.progress.tell)
            extensions = found.conf.get("spark.sql.extensions", "")
        except Exception as error:
            raise _cannot_start(settings, error) from error
        require_delta(settings.remote, extensions)
        return found


#: The session of this process: a Java machine holds one Spark context.
SESSION = Session()


def _once(function: Callable[[], None]) -> Callable[[], None]:
    """The function, which does something the first time only."""
    left = [function]
    return lambda: left.pop()() if left else None


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
    require_java()
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


def _cannot_start(settings: Spark, error: Exception) -> FixTheSetup:
    where = settings.remote or settings.master
    said = quoting(str(error).strip().partition("\n")[0], where)
    for name, value in settings.conf.items():
        if masked(name, value) == HIDDEN:
            said = said.replace(value, HIDDEN)
    hint = 'See what Spark said: set log = "spark.log" in [spark] of tillhouse.toml, and run again.'
    if "JAVA_GATEWAY_EXITED" in said:
        hint = f"Spark needs Java 17 or newer:  {JAVA}\n{hint}"
    return FixTheSetup(f"Spark cannot be started on {redacted(where)}: {said}", hint)


def _ship_package(found: SparkSession, settings: Spark, path: Path) -> None:
    """Send this package to the executors, so that they run the very code that runs here."""
    home = Path(__file__).parents[2]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for source in sorted([*home.rglob("*.py"), *home.rglob("data/*.csv")]):
            packed.write(source, source.relative_to(home.parent))
    if settings.remote:
        found.addArtifacts(str(path), pyfile=True)
    else:
        context: Any = found.sparkContext
        context.addPyFile(str(path))
