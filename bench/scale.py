"""How time and memory grow: each engine on two sizes, two hundred times the reference, one more day on a growing lake.

    python bench/scale.py [--data FOLDER] [--out FOLDER] [--figures FOLDER] [--small] [engines] [large] [growth]

``engines``: 541,909 and 10,838,180 rows on each engine. ``large``: 108,381,800 rows on the default engine, in time per
row against 10,838,180 rows of months as dense. ``growth``: a lake from 1 to 100 million rows, and at each size one more
day. Without a word: all three; 25 GB of disk. The figures go to ``docs/explanation/``, and
numbers and plots are drawn from them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replicate import copied, read, replicate, spans
from run import BESIDE, HERE, TILLHOUSE, run

ENGINES = ("polars", "duckdb", "pandas", "spark")
Figures = list[dict[str, Any]]


@dataclass(frozen=True)
class Sizes:
    """Copies of the reference data: for each engine, of equal density, and in a lake when a day is added."""

    engines: tuple[int, ...] = (1, 20)
    large: tuple[int, ...] = (20, 200)
    growth: tuple[int, ...] = (2, 4, 8, 20, 40, 80, 120, 184)


#: The same of the first lines of the reference data, to see that all of it runs.
_FEW = 50_000
SMALL = Sizes((1,), (1, 3), (1, 2))


def engines(source: Path, scratch: Path, sizes: Sizes, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Each engine on the reference data and on twenty times as much."""
    for times in sizes.engines:
        file = scratch / f"x{times}.csv"
        replicate(source, times, file)
        for name in names:
            yield {"engine": name, **_opened(scratch, file, "--engine", name)}
        file.unlink()


def large(source: Path, scratch: Path, sizes: Sizes, _names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Ten times as many rows in months as dense: time per row, and memory."""
    for times in sizes.large:
        file = scratch / f"x{times}.csv"
        replicate(source, times, file)
        yield _opened(scratch, file)
        file.unlink()


def growth(source: Path, scratch: Path, sizes: Sizes, _names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """One more day on top of ever more months; each step adds later months, as time does."""
    lake, done, lines = scratch / "lake", 0, read(source)
    stretches = spans(sizes.growth[-1])
    order = sorted(range(sizes.growth[-1]), key=lambda number: number % stretches)
    for times in sizes.growth:
        file = scratch / f"to-{times}.csv"
        with file.open("wb") as out:
            for number in order[done:times]:
                frame = copied(lines, number, number % stretches)
                frame.write_csv(out, include_header=number == order[done])
        done = times
        run(TILLHOUSE, "--root", str(lake), "open", str(file), "--yes", "--name", "shop")
        file.unlink()
        day = _day(frame, scratch / f"day-{times}.csv")
        took = run(TILLHOUSE, "--root", str(lake), "open", str(day), "--yes", "--name", "shop")
        yield {"rows": times * lines.height, "seconds": took.wall, "memory": took.memory}
    shutil.rmtree(lake)


def _day(frame: Any, path: Path) -> Path:
    """The last day of a copy, sold once more under other numbers."""
    import polars as pl

    last = frame["InvoiceDate"].str.split(" ").list.first()
    day = frame.filter(last == last[-1]).with_columns(InvoiceNo=pl.col("InvoiceNo") + "9")
    day.write_csv(path)
    return path


def _opened(scratch: Path, file: Path, *words: str) -> dict[str, Any]:
    lake = scratch / "lake"
    shutil.rmtree(lake, ignore_errors=True)
    took = run(TILLHOUSE, "--root", str(lake), *words, "open", str(file), "--yes")
    shutil.rmtree(lake)
    with file.open("rb") as lines:
        rows = sum(1 for _ in lines) - 1
    return {"rows": rows, "seconds": took.wall, "processor": took.cpu, "memory": took.memory}


PARTS = {"engines": engines, "large": large, "growth": growth}


def drawn(figures: Mapping[str, Figures], folder: Path) -> None:
    """A plot of each part that has figures."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "tillhouse"
    from matplotlib import pyplot as plt

    for name, rows in figures.items():
        # Processor time where it is known: it says more than wall time of a machine that does other work too.
        taken = "processor" if all("processor" in row for row in rows) else "seconds"
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
        for engine in dict.fromkeys(row.get("engine", "polars") for row in rows):
            ours = [row for row in rows if row.get("engine", "polars") == engine]
            x = [row["rows"] / 1e6 for row in ours]
            left.plot(x, [row[taken] for row in ours], marker="o", label=engine)
            right.plot(x, [row["memory"] / 1e9 for row in ours], marker="o", label=engine)
        for axis, what in ((left, f"{taken}, s"), (right, "peak memory, GB")):
            axis.set(xlabel="million rows", ylabel=what, xscale="log", ylim=(0, None))
            axis.grid(alpha=0.3)
        left.legend(frameon=False)
        figure.savefig(folder / f"scale-{name}.svg", metadata={"Date": None})
        plt.close(figure)


def main() -> None:
    """Parse the command line, measure, and write figures and plots."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--data", type=Path, default=BESIDE / "data")
    parser.add_argument("--out", type=Path, default=None, help="scratch folder; default: a temporary one")
    parser.add_argument("--figures", type=Path, default=HERE.parent / "docs" / "explanation")
    parser.add_argument("--engines", nargs="*", help="default: all; with --small those in this process")
    parser.add_argument(
        "--small", action="store_true", help="see that it runs; figures go to the scratch folder"
    )
    given = parser.parse_args()
    sizes = SMALL if given.small else Sizes()
    names = tuple(given.engines or (ENGINES[:-1] if given.small else ENGINES))
    with tempfile.TemporaryDirectory(dir=given.out) as folder:
        shown = Path(folder) if given.small else given.figures
        kept = shown / "scale.json"
        figures: dict[str, Figures] = json.loads(kept.read_text()) if kept.exists() else {}
        source = Path(folder) / "OnlineRetail.csv"
        with gzip.open(given.data / "OnlineRetail.csv.gz") as packed:
            lines = packed.read().splitlines(keepends=True)
        source.write_bytes(b"".join(lines[:_FEW] if given.small else lines))
        for name in given.parts or PARTS:
            figures[name] = []
            for row in PARTS[name](source, Path(folder), sizes, names):
                print(name, row, file=sys.stdout, flush=True)
                figures[name].append(row)
            kept.write_text(json.dumps(figures, indent=1) + "\n")
        drawn(figures, shown)


if __name__ == "__main__":
    main()
