"""Progress of a run, on standard error: a bar where a person watches, nothing where nobody does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tillhouse.cli._followed import say
from tillhouse.cli._output import columns, count, warn
from tillhouse.telemetry import Telemetry

if TYPE_CHECKING:
    from tillhouse.cli._session import Session
    from tillhouse.lake.releases import Release


@contextmanager
def progress(
    session: Session,
    records: int = 0,
    profile: bool = False,
    released: Callable[[Release], None] = lambda _release: None,
) -> Iterator[Telemetry]:
    """What a run says goes here; what followed its release is said at the end, and decides the exit code.

    records: those expected, 0 when not known. profile: print times after. released: called with each release.
    """
    if sys.stderr.isatty():
        with _bars(session, records, released) as telemetry:
            yield telemetry
    else:
        telemetry = Telemetry(released=released, check=session.check)
        yield telemetry
    session.failed = say(session, telemetry.reports) or session.failed
    if profile:
        _print_profile(telemetry)


@contextmanager
def _bars(session: Session, records: int, released: Callable[[Release], None]) -> Iterator[Telemetry]:
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

        def show(release: Release) -> None:
            bars.stop()
            released(release)
            bars.start()

        yield Telemetry(tell, show, session.check)


def _print_profile(telemetry: Telemetry) -> None:
    import resource

    telemetry.settle()
    rows = [
        (name, f"{wall:.3f} s", f"{cpu:.3f} s")
        for name, (wall, cpu) in (*telemetry.steps.items(), ("process", telemetry.process))
    ]
    warn(*columns(("step", "time", "processor"), rows, "lrr"))
    warn(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
