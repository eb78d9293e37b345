"""A run on a standalone cluster with a small driver and a worker killed on the way, beside the same run on Polars.

    python bench/spark_cluster.py [--data FOLDER] [--yardstick FOLDER] [--times N] [--executor-memory 3g] [--no-kill]

OnlineRetail.csv.gz of ``--data`` is repeated ``--times`` (20: 10,838,180 rows) by scale_up.py of ``--yardstick``. A
master and two workers are started as processes. The driver has 512 MB and may take 16 MB from the executors. One
worker is killed with its executors while the ledger is written. Ends with 1 unless every table equals Polars'.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.spark.cluster import Cluster  # noqa: E402
from tests.spark.conftest import written  # noqa: E402

from tillhouse.lake.releases import Releases  # noqa: E402
from tillhouse.settings.spark import Spark  # noqa: E402

BESIDE = HERE.parent.parent / "shared"


def main() -> None:
    """Parse the command line, run both, compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=BESIDE / "data")
    parser.add_argument("--yardstick", type=Path, default=BESIDE / "bench")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--executor-memory", default="3g")
    parser.add_argument("--no-kill", action="store_true", help="leave both workers alone")
    parser.add_argument("--out", type=Path, default=None, help="scratch folder; default: a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.out) as folder:
        source = delivered(given.data, given.yardstick, given.times, Path(folder))
        same = measured(source, given.executor_memory, not given.no_kill, Path(folder))
    sys.exit(0 if same else 1)


def delivered(data: Path, yardstick: Path, times: int, scratch: Path) -> Path:
    """The reference data, so many times."""
    small, large = scratch / "OnlineRetail.csv", scratch / "sales.csv"
    with gzip.open(data / "OnlineRetail.csv.gz") as packed, small.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    subprocess.run([sys.executable, yardstick / "scale_up.py", small, str(times), large], check=True)
    return large


def measured(source: Path, executor_memory: str, kill: bool, scratch: Path) -> bool:
    """Both runs with their times; whether the releases hold the same."""
    polars = scratch / "polars"
    wall, memory = run(polars, source, None)
    print(f"{'polars':30} {wall:8.1f} s {memory / 1e9:6.2f} GB", flush=True)
    logs = scratch / "cluster"
    logs.mkdir()
    cluster = Cluster(logs, memory=executor_memory)
    try:
        cluster.start()
        spark = written(scratch / "spark", on(cluster, executor_memory, scratch))
        wall, memory = run(spark, source, cluster if kill else None)
    finally:
        cluster.stop()
    lost = "one worker killed" if kill else "no worker killed"
    print(f"{'spark, 2 workers, ' + lost:30} {wall:8.1f} s {memory / 1e9:6.2f} GB (client)", flush=True)
    expected, found = (Releases(root).latest() for root in (polars, spark))
    assert expected is not None and found is not None
    differing = [name for name, state in expected.tables.items() if state.digest != found.tables[name].digest]
    print(
        f"rows {found.tables['ledger'].rows:,}; digest {found.digest}, Polars {expected.digest}; "
        f"unlike: {differing or 'none'}"
    )
    files = sorted((spark / "lake").rglob("*.parquet"), key=lambda path: path.stat().st_size)
    print(f"{len(files)} files, the largest {files[-1].stat().st_size / 1e6:.0f} MB")
    return found.digest == expected.digest


def on(cluster: Cluster, executor_memory: str, scratch: Path) -> Spark:
    """A driver too small for any table of sales."""
    return Spark(
        master=cluster.address,
        driver_memory="512m",
        executor_memory=executor_memory,
        shuffle_partitions=16,
        log=str(scratch / "spark.log"),
        conf={"spark.driver.maxResultSize": "16m", "spark.driver.host": "127.0.0.1"},
    )


def run(root: Path, source: Path, cluster: Cluster | None) -> tuple[float, int]:
    """Seconds and peak bytes of taking the file into a new lake; a worker is killed once the ledger is begun."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "tillhouse", "--root", str(root), "open", str(source), "--yes"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    begun = root / "lake" / "silver" / "ledger" / "_delta_log" / f"{0:020d}.json"
    while cluster and process.poll() is None:
        if begun.exists():
            time.sleep(5)
            cluster.kill("worker-2")
            print(f"killed a worker after {time.perf_counter() - started:.0f} s", flush=True)
            break
        time.sleep(0.1)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - started, used.ru_maxrss * 1024


if __name__ == "__main__":
    main()
