"""Processes killed at any moment: what was acknowledged stays, and the next run ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.crash.conftest import DRIVER, PROJECT, ROUNDS, Deliveries, drive, needs
from tests.crash.deliveries import FEED
from tests.crash.oracle import acknowledged
from tillhouse.errors import DamagedLake, UnknownName
from tillhouse.lake.releases import Releases
from tillhouse.settings.settings import save_feed

SEED = int(os.environ.get("TILLHOUSE_CRASH_SEED", "20110103"))
#: Each edge of a run at which a process can be made to end.
FAILPOINTS = ("bronze written", "tables built", "tables committed", "staged", "synced", "published")


def killed(root: Path, folder: Path, seconds: float, how: signal.Signals) -> tuple[int, str]:
    """Start the driver, and after that many seconds from its first word end it; its return code and output."""
    process = subprocess.Popen(
        [*DRIVER, str(root), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    assert process.stdout is not None
    ready = process.stdout.readline()
    assert ready == "READY\n"
    time.sleep(seconds)
    process.send_signal(how)
    began = time.monotonic()
    output, _ = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    return process.returncode, output


def test_cr_01_kill_at_random_moments(tmp_path: Path, deliveries: Deliveries) -> None:
    dice = random.Random(SEED)
    for lake in range(3 * ROUNDS):
        root, acks = tmp_path / str(lake), {}
        for _ in range(3):
            code, output = killed(root, deliveries.folder, dice.uniform(0, 0.9), signal.SIGKILL)
            acks |= acknowledged(output)
            deliveries.assert_kept(root, acks)
            if code == 0:
                break
        deliveries.assert_recovers(root, acks)


@pytest.mark.machine
def test_cr_02_kill_at_every_commit_call(tmp_path: Path, deliveries: Deliveries) -> None:
    needs("strace")
    seen = calls(tmp_path / "seen", deliveries)
    assert seen.keys() >= {"link", "linkat", "fsync", "syncfs"}
    points = [(call, n) for call, times in sorted(seen.items()) for n in range(1, times + 1)]
    few = points if ROUNDS > 1 else points[:: max(1, len(points) // 4)] + points[-2:]
    first = [(call, 1) for call in seen]
    ends = dict.fromkeys([*first, *few], 0)
    for call, n in ends:
        root = deliveries.lake(tmp_path / f"{call}{n}")
        ended = drive(root, deliveries.folder, before=inject(call, f"signal=KILL:when={n}"))
        # Threads share their calls as it happens: in some runs none makes the n-th, and the run ends as it should.
        ends[call, n] = ended.code
        assert ended.acks == {} or (n > 1 and ended.code == 0), (call, n)
        deliveries.assert_recovers(root, deliveries.first | ended.acks)
    assert all(ends[point] != 0 for point in first)
    assert sum(code != 0 for code in ends.values()) > len(ends) / 2


def inject(call: str, what: str) -> list[str]:
    """A command that starts another and makes its system call fail; calls are counted for each thread."""
    return [
        "strace",
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:{what}",
    ]


def calls(root: Path, deliveries: Deliveries) -> dict[str, int]:
    """How often a thread of a run makes each call that publishes bytes on average, on the second release."""
    trace = root.with_suffix(".trace")
    before = ["strace", "-f", "-o", str(trace), "-e", "trace=link,linkat,rename,renameat,fsync,syncfs"]
    drive(deliveries.lake(root), deliveries.folder, before=before, TILLHOUSE_FAILPOINT="published")
    found: dict[tuple[str, str], int] = {}
    for thread, call in re.findall(r"^(\d+) +(\w+)\(", trace.read_text(), re.MULTILINE):
        found[call, thread] = found.get((call, thread), 0) + 1
    made = {name: [n for (call, _), n in found.items() if call == name] for name, _ in found}
    return {name: -(-sum(times) // len(times)) for name, times in made.items()}


@pytest.mark.parametrize("point", FAILPOINTS)
def test_cr_12_kill_at_each_edge(tmp_path: Path, deliveries: Deliveries, point: str) -> None:
    root = deliveries.lake(tmp_path / "lake")
    ended = drive(root, deliveries.folder, TILLHOUSE_FAILPOINT=point)
    assert ended.code == 9 and ended.acks == {}
    assert Releases(root).numbers() == ([1, 2] if point == "published" else [1])
    deliveries.assert_recovers(root, deliveries.first)


@pytest.mark.parametrize("point", ["tables built", "staged"])
def test_cr_12_kill_while_a_plan_is_staged(tmp_path: Path, deliveries: Deliveries, point: str) -> None:
    root = deliveries.lake(tmp_path / "lake")
    assert drive(root, deliveries.folder, "--plan-only", TILLHOUSE_FAILPOINT=point).code == 9
    assert drive(root, deliveries.folder, "--plan-only").code == 0
    assert Releases(root).numbers() == [1]
    deliveries.assert_recovers(root, deliveries.first)


def test_cr_16_terminate(tmp_path: Path, deliveries: Deliveries) -> None:
    """The command, asked to end while it works, ends within seconds with its exit code."""
    for seconds in (0, 0.1):
        root = deliveries.lake(tmp_path / str(seconds))
        save_feed(root, replace(FEED, path=str(deliveries.folder)))
        command = [sys.executable, "-c", "from tillhouse.cli import main; main()", "--root", str(root), "run"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT
        )
        before = len(list(root.rglob("*.parquet")))
        while process.poll() is None and len(list(root.rglob("*.parquet"))) == before:
            time.sleep(0.002)
        time.sleep(seconds)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - began < 5
        assert process.returncode == 143 and "Traceback" not in said, said
        deliveries.assert_recovers(root, deliveries.first)


def test_cr_13_killed_for_its_memory(tmp_path: Path, deliveries: Deliveries) -> None:
    root, acks = deliveries.lake(tmp_path / "lake"), deliveries.first
    for megabytes in (20, 60):
        process = subprocess.Popen(
            [*DRIVER, str(root), str(deliveries.folder)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
        assert process.stdout is not None and process.stdout.readline() == "READY\n"
        limit = resident(process.pid) + (megabytes << 10)
        while process.poll() is None and resident(process.pid) < limit:
            time.sleep(0.005)
        process.kill()  # what the kernel does to a process that has taken too much
        output, _ = process.communicate(timeout=30)
        assert process.returncode == -signal.SIGKILL
        acks |= acknowledged(output)
        deliveries.assert_recovers(root, acks)


def resident(pid: int) -> int:
    """Kilobytes of memory that a process holds; 0 when it has ended."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


def test_the_oracle_sees_a_lost_release(tmp_path: Path, deliveries: Deliveries) -> None:
    root = deliveries.lake(tmp_path / "lake")
    Releases(root).path(1).unlink()
    with pytest.raises(UnknownName, match="No release is named 1"):
        deliveries.assert_kept(root, deliveries.first)


def test_the_oracle_sees_a_changed_value(tmp_path: Path, deliveries: Deliveries) -> None:
    root = deliveries.lake(tmp_path / "lake")
    file = next((root / "lake/marts/daily_sales").glob("month=*/*.parquet"))
    size = file.stat().st_size
    pl.read_parquet(file).with_columns(units=pl.col("units") + 1).write_parquet(
        file, compression="zstd", compression_level=1
    )
    if file.stat().st_size == size:
        with pytest.raises(AssertionError):
            deliveries.assert_kept(root, deliveries.first)
    else:
        with pytest.raises(DamagedLake):
            deliveries.assert_kept(root, deliveries.first)
