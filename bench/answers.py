"""Questions to a lake that is open already: each on a snapshot of its own, and on one that is kept.

    python bench/answers.py [--data FOLDER] [--rounds N] [--small]

``--data`` holds OnlineRetail.csv.gz; by default it is looked for beside the repository. ``--small`` sees on few lines
that all of it runs. All questions are asked in one warm process, in turn: on a snapshot opened for the question, as
each command of the program does, and on one that is kept until the next release, as a server does. Times are the
processor's, of all threads, without starting the process. Beside SQL stands the same query in DuckDB over the same
files, in a database that is open: what a question costs beyond its query is the difference.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from run import BESIDE, TILLHOUSE, run

from tillhouse.answers.metrics.measured import measured
from tillhouse.answers.query import answer
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics.definitions import METRICS
from tillhouse.settings.settings import load

SQL = "select month, sum(net_sales) from daily_sales group by month order by month"
Question = Callable[[Snapshot], object]
QUESTIONS: dict[str, tuple[Question, str]] = {
    "metric revenue --by month": (lambda s: measured(s, "revenue", ["month"]), "25 ms"),
    "metric orders --by month": (lambda s: measured(s, "orders", ["month"]), ""),
    "metric customers --by month": (lambda s: measured(s, "customers", ["month"]), "60 ms"),
    "all metrics --by month": (lambda s: [measured(s, m.name, ["month"]) for m in METRICS], "1,500 ms"),
    "sql": (lambda s: list(answer(s, SQL).rows), "15 ms beyond the query"),
}


def main() -> None:
    """Parse the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=BESIDE / "data")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, lake = Path(folder) / "shop.csv", Path(folder) / "lake"
        if given.small:
            run(TILLHOUSE, "sample", str(source), "--lines", "2000")
        else:
            with gzip.open(given.data / "OnlineRetail.csv.gz") as packed, source.open("wb") as plain:
                shutil.copyfileobj(packed, plain)
        run(TILLHOUSE, "--root", str(lake), "open", str(source), "--yes")
        compare(lake, 1 if given.small else given.rounds)


def compare(lake: Path, rounds: int) -> None:
    """Ask each question in turn on new snapshots and on the kept one, and show the middle of each."""
    settings = load(str(lake))
    kept = Snapshot(settings)
    print(f"{'processor, ms':32} {'opened for it':>12} {'kept':>8}  target")
    for name, (question, target) in QUESTIONS.items():
        question(kept)
        fresh, again = [], []
        for _ in range(rounds):
            fresh.append(cost(lambda ask=question: ask(Snapshot(settings))))
            again.append(cost(lambda ask=question: ask(kept)))
        show(name, statistics.median(fresh), statistics.median(again), target)
    show("the query of sql alone", None, statistics.median(alone(kept) for _ in range(rounds)))


def alone(kept: Snapshot) -> float:
    """The query on a cursor that is open, without a look at what it does."""
    cursor = kept.cursor()
    return cost(lambda: cursor.execute(SQL).fetchall())


def cost(work: Callable[[], object]) -> float:
    """Milliseconds of the processor, of all threads."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def show(name: str, fresh: float | None, kept: float, target: str = "") -> None:
    """One row of the table."""
    print(
        f"{name:32} {'' if fresh is None else format(fresh, ',.1f'):>12} {kept:8,.1f}  {target}", flush=True
    )


if __name__ == "__main__":
    main()
