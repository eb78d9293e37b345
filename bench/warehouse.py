"""Loading a warehouse, beside a COPY of the facts written by hand; ratios, not seconds, are what counts.

    python bench/warehouse.py --url postgresql://user@host/database [--data FOLDER] [--rounds N]

The database is emptied: its schemas `tillhouse` and `by_hand` are dropped. ``--data`` holds OnlineRetail.csv.gz, by
default looked for beside the repository. The two are run in turn, A B A B …, each as a process of its own.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
import tempfile
from pathlib import Path

import psycopg
from run import BESIDE, TILLHOUSE, Run, median, ours, run, show

from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import load

#: The facts as Parquet, into a table without keys: what a load cannot be faster than.
BY_HAND = """
import sys, polars as pl, psycopg
facts = pl.scan_parquet(sys.argv[2:]).collect()
kinds = {"Int64": "bigint", "String": "text", "Datetime": "timestamp", "Decimal": "numeric(18,6)"}
columns = ", ".join(f"{name} {kinds[str(kind).split('(')[0]]}" for name, kind in facts.schema.items())
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute(f"CREATE SCHEMA by_hand; CREATE TABLE by_hand.fact_sales ({columns})")
    with connection.cursor().copy("COPY by_hand.fact_sales FROM STDIN (FORMAT csv)") as copy:
        copy.write(facts.write_csv(include_header=False))
"""


def emptied(url: str) -> None:
    """Remove what the last round left."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS by_hand CASCADE")
        connection.execute("DROP SCHEMA IF EXISTS tillhouse CASCADE")
        connection.execute("CHECKPOINT")


def loaded(url: str, root: Path) -> Run:
    """The command, in a process of its own; only it knows the address, so that nothing is copied before."""
    os.environ["TILLHOUSE_WAREHOUSE_URL"] = url
    try:
        return run(TILLHOUSE, "--root", str(root), "warehouse", "load")
    finally:
        del os.environ["TILLHOUSE_WAREHOUSE_URL"]


def whole(url: str, root: Path, rounds: int) -> None:
    """A release into an empty database, against the COPY of its facts alone."""
    files = Snapshot(load(str(root))).paths("fact_sales")
    mine, theirs = [], []
    for _ in range(rounds):
        emptied(url)
        theirs.append(run(sys.executable, "-c", BY_HAND, url, *files))
        mine.append(loaded(url, root))
    ratio = statistics.median(a.wall / b.wall for a, b in zip(mine, theirs, strict=True))
    show("fact_sales by hand: one COPY, no keys", median(theirs))
    show("tillhouse warehouse load, empty database", median(mine), ratio, "at most 3 s")


def one_more_day(url: str, root: Path, source: Path, rounds: int) -> None:
    """A day's file, then the load of what it changed; the lake's part of the work is not counted."""
    first, *lines = source.read_text(encoding="iso-8859-1").splitlines()
    lines = [line for line in lines if ",12/9/2011 " in line]
    days = []
    for day in range(rounds):
        path = source.with_name(f"day-{day}.csv")
        moved = [f"9{day}{line}".replace(",12/9/2011 ", f",12/{10 + day}/2011 ", 1) for line in lines]
        path.write_text("\n".join([first, *moved]) + "\n", encoding="iso-8859-1")
        run(TILLHOUSE, "--root", str(root), "open", str(path), "--yes", "--name", "onlineretail")
        days.append(loaded(url, root))
    show(f"one more day ({len(lines):,} lines)", median(days), None, "under 0.5 s and its month")
    show("nothing new", median([loaded(url, root) for _ in range(rounds)]))


def main() -> None:
    """Parse the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", required=True)
    parser.add_argument("--data", type=Path, default=BESIDE / "data")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root, source = Path(folder) / "lake", Path(folder) / "OnlineRetail.csv"
        with gzip.open(given.data / "OnlineRetail.csv.gz") as stream:
            source.write_bytes(stream.read())
        run(*ours(root, source))
        print(f"{'':44} {'wall':>10} {'processor':>10} {'memory':>9} {'ratio':>8}")
        whole(given.url, root, given.rounds)
        one_more_day(given.url, root, source, given.rounds)


if __name__ == "__main__":
    main()
