"""The same run by Spark Connect: this process has no Java machine of its own, the server computes."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.spark.cluster import listening, spawned
from tests.spark.conftest import LOCAL, SMALL, written
from tillhouse.engines._spark import session
from tillhouse.lake.releases import Release, Releases
from tillhouse.sample import write_sample

_SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@pytest.fixture
def address(java: None, tmp_path: Path) -> Iterator[str]:
    """A Connect server on this machine, started as docs/guides/spark.md says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {**session.properties(LOCAL), **SMALL, "spark.connect.grpc.binding.port": str(port)}
    given |= {"spark.connect.grpc.binding.address": "127.0.0.1"}
    jars = ",".join(map(str, sorted(LOCAL.jars_folder.glob("*.jar"))))
    words = ["org.apache.spark.deploy.SparkSubmit", "--master", "local[2]", "--jars", jars]
    words += [word for name, value in given.items() for word in ("--conf", f"{name}={value}")]
    with (tmp_path / "server.log").open("wb") as log:
        server = spawned([*words, "--class", _SERVER, "spark-internal"], log, {"SPARK_DAEMON_MEMORY": "1g"})
    try:
        listening(port, server)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.kill()


def test_a_shop_built_by_a_connect_server_is_the_same(address: str, tmp_path: Path) -> None:
    file = write_sample(tmp_path / "sales.csv", 1_000, seed=5).files[0]
    expected = opened(tmp_path / "polars", file)
    root = written(tmp_path / "spark", replace(LOCAL, remote=address, conf={}))
    # A process of its own: one that has spoken to a server cannot start Spark itself any more.
    assert opened(root, file).digest == expected.digest


def opened(root: Path, file: Path) -> Release:
    """The release that the command makes of a file."""
    command = [sys.executable, "-m", "tillhouse", "--root", str(root), "open", str(file), "--yes"]
    done = subprocess.run(command, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found = Releases(root).latest()
    assert found is not None
    return found
