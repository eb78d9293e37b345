"""Progress of a run, on standard error: a bar where a person watches, silence where nobody does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tillhouse.cli._output import columns, count, warn

if TYPE_CHECKING:
    from tillhouse.pipeline.building import Progress


@contextmanager
def progress(records: int = 0, profile: bool = False) -> Iterator[Progress]:
    """What a run calls with (step, amount). records: those expected, 0 when not known; profile: print times after."""
    if sys.stderr.isatty():
        with _bars(records) as tell:
            yield tell
    else:
        yield lambda _name, _amount: None
    if profile:
        _print_profile()


@contextmanager
def _bars(records: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[done]}"),
        TimeElapsedColumn(),
    )
    with Progress(*shown, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("take in", total=records or None, done="")

        def tell(name: str, amount: float) -> None:
            if name == "take in":
                bars.update(task, completed=amount, done=f"{count(int(amount))} records")
            else:
                bars.update(task, description="build", completed=None, total=None, done=name)

        yield tell


def _print_profile() -> None:
    import resource

    from tillhouse.telemetry import steps

    rows = [(name, f"{wall:.3f} s", f"{cpu:.3f} s") for name, (wall, cpu) in steps.items()]
    warn(*columns(("step", "time", "processor"), rows, "lrr"))
    warn(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
