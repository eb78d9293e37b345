"""A standalone Spark cluster on this machine: a master and workers as processes that tests may kill."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_STARTS_WITHIN = 120.0
_CLASSES = "org.apache.spark.deploy"


@dataclass
class Cluster:
    """A master and two workers of one core each; ``folder`` takes their logs and scratch files."""

    folder: Path
    memory: str = "1g"
    address: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """Start all three, and return when both workers are registered."""
        self._spawn("master", f"{_CLASSES}.master.Master", ["--port", "0"])
        self.address = self._said("master", r"Starting Spark master at (spark://\S+)")
        for name in ("worker-1", "worker-2"):
            given = ["--cores", "1", "--memory", self.memory, "--port", "0", "-d", str(self.folder / name)]
            self._spawn(name, f"{_CLASSES}.worker.Worker", [*given, self.address])
        for name in ("worker-1", "worker-2"):
            self._said(name, r"(Successfully registered with master)")

    def kill(self, name: str) -> None:
        """Kill -9 a process and all it has started: a worker with its executors."""
        os.killpg(self.processes.pop(name).pid, signal.SIGKILL)

    def stop(self) -> None:
        """Kill what still runs."""
        for name in list(self.processes):
            self.kill(name)

    def executors(self, name: str) -> bool:
        """Whether a worker runs an executor."""
        return "Launched executor" in self._log(name) or "Asked to launch executor" in self._log(name)

    def _spawn(self, name: str, java_class: str, given: Sequence[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = spawned(
                [java_class, "--host", "127.0.0.1", "--webui-port", "0", *given], log, {}
            )

    def _said(self, name: str, pattern: str) -> str:
        return said(self.folder / f"{name}.log", pattern)

    def _log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")


def spawned(given: Sequence[str], log: object, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A class of Spark as a process that leads a group of its own."""
    import pyspark

    home = Path(pyspark.__file__).parent
    env = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable}
    env |= {"SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1", **environment}
    command = [str(home / "bin" / "spark-class"), *given]
    return subprocess.Popen(command, stdout=log, stderr=log, env=env, start_new_session=True)  # type: ignore[call-overload, no-any-return]


def said(log: Path, pattern: str) -> str:
    """What the first group of a pattern matches in a log, waited for."""
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(f"{log.name} never said {pattern}:\n{log.read_text(errors='replace')[-2000:]}")


def listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when a process answers on a port of this machine."""
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}; the process ended with {process.poll()}")
