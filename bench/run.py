"""Whole processes, side by side with the same work written by hand; ratios, not seconds, are what counts.

    python bench/run.py [--data FOLDER] [--yardstick FOLDER] [--rounds N] [--big] [--out FOLDER]

``--data`` holds OnlineRetail.csv.gz, ``--yardstick`` the scripts by_hand_polars.py, by_hand_duckdb.py and
scale_up.py; by default both are looked for beside the repository. Each command is run in turn with its rival,
A B A B …; wall time, processor time and peak memory are the operating system's own for each process.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BESIDE = HERE.parent.parent / "shared"
TILLHOUSE = str(Path(sys.executable).with_name("tillhouse"))


@dataclass(frozen=True)
class Run:
    """What one process took: seconds of wall and processor time, and the most memory it held, in bytes."""

    wall: float
    cpu: float
    memory: int


def run(*command: str) -> Run:
    """Run a command to its end; raises when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said.decode()[-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def median(runs: list[Run]) -> Run:
    """The middle of each figure."""
    return Run(*(statistics.median(getattr(r, name) for r in runs) for name in ("wall", "cpu", "memory")))


def show(name: str, one: Run, ratio: float | None = None, target: str = "") -> None:
    """One row of the table."""
    shown = f"{ratio:6.2f} ×" if ratio is not None else " " * 8
    print(
        f"{name:44} {one.wall:8.2f} s {one.cpu:8.2f} s {one.memory / 1e9:6.2f} GB {shown}  {target}",
        flush=True,
    )


def ours(root: Path, source: Path) -> tuple[str, ...]:
    """The command that takes a file into an empty lake."""
    return (TILLHOUSE, "--root", str(root), "open", str(source), "--yes")


def versus(
    name: str, source: Path, script: Path, rounds: int, scratch: Path, target: str
) -> tuple[Path, Run]:
    """Time the whole job against a yardstick script; the last lake is left for what follows."""
    lake, by_hand = scratch / f"lake-{name}", scratch / "by-hand"
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(run(sys.executable, str(script), str(source), str(by_hand)))
        shutil.rmtree(by_hand, ignore_errors=True)
        shutil.rmtree(lake, ignore_errors=True)
        mine.append(run(*ours(lake, source)))
    ratio = statistics.median(a.wall / b.wall for a, b in zip(mine, theirs, strict=True))
    show(f"{name}: {script.name}", median(theirs))
    show(f"{name}: tillhouse open", median(mine), ratio, target)
    return lake, median(mine)


def one_more_day(lake: Path, source: Path, whole: Run, scratch: Path, rounds: int) -> None:
    """A day's file on top of a full lake, then a run with nothing new."""
    last = source.read_text(encoding="iso-8859-1").splitlines()
    lines = [line for line in last[1:] if ",12/9/2011 " in line]
    days = []
    for day in range(rounds):
        path = scratch / f"{source.stem}-day-{day}.csv"
        moved = [f"9{day}{line}".replace(",12/9/2011 ", f",12/{10 + day}/2025 ", 1) for line in lines]
        path.write_text("\n".join([last[0], *moved]) + "\n", encoding="iso-8859-1")
        days.append(
            run(TILLHOUSE, "--root", str(lake), "open", str(path), "--yes", "--name", "onlineretail20")
        )
    one = median(days)
    show(f"one more day ({len(lines):,} lines)", one, one.wall / whole.wall, "at most 0.05 of the full load")
    same = median([run(TILLHOUSE, "--root", str(lake), "run") for _ in range(rounds)])
    show("a run with nothing new", same, None, "under 0.5 s")


def main() -> None:
    """Parse the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=BESIDE / "data")
    parser.add_argument("--yardstick", type=Path, default=BESIDE / "bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--big", action="store_true", help="also 10,838,180 rows; takes minutes and 6 GB of disk"
    )
    parser.add_argument("--out", type=Path, default=None, help="scratch folder; default: a temporary one")
    given = parser.parse_args()
    packed = given.data / "OnlineRetail.csv.gz"
    if not packed.exists():
        raise SystemExit(f"The reference data is not at {packed}; name its folder with --data.")
    with tempfile.TemporaryDirectory(dir=given.out) as folder:
        measure(packed, given.yardstick, given.rounds, given.big, Path(folder))


def measure(packed: Path, yardstick: Path, rounds: int, big: bool, scratch: Path) -> None:
    """All rows of the table."""
    source = scratch / "OnlineRetail.csv"
    with gzip.open(packed) as stream:
        source.write_bytes(stream.read())
    print(f"{'':44} {'wall':>10} {'processor':>10} {'memory':>9} {'ratio':>8}")
    show("tillhouse --help", median([run(TILLHOUSE, "--help") for _ in range(rounds)]), None, "under 0.2 s")
    versus("541,909 rows", source, yardstick / "by_hand_polars.py", rounds, scratch, "at most 1.5 ×")
    if not big:
        return
    large = scratch / "OnlineRetail20.csv"
    run(sys.executable, str(yardstick / "scale_up.py"), str(source), "20", str(large))
    script = yardstick / "by_hand_duckdb.py"
    lake, whole = versus("10,838,180 rows", large, script, 1, scratch, "at most 1.2 ×, 4 GB")
    one_more_day(lake, source, whole, scratch, 3)


if __name__ == "__main__":
    main()
