"""What follows a release, whoever published it. One file is one follower, found by its name; each offers:

follow(settings, progress) -> object | None    brings it up to the published release; None where nothing is to be done
stale(settings) -> str | None                  says, cheaply, that it is behind; None where it is not known to be
RETRY                                          the command that does the same alone

A follower that fails takes nothing back: the release stands, and the next run tries again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tillhouse.lake.releases import Release, Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

#: Analytics make a release of their own, which the warehouse is to hold too.
ORDER = ("analytics", "warehouse")


@dataclass(frozen=True)
class Report:
    """What came of one follower. result: what it did, None where it failed. release: the published one by then.

    retry: the command that does it alone.
    """

    follower: str
    release: int
    result: Any
    failure: Exception | None
    retry: str


def pipeline(settings: Settings, progress: Telemetry | None = None) -> Pipeline:
    """The pipeline of a lake whose releases are followed."""
    said = progress or Telemetry()

    def after(release: Release) -> None:
        try:
            said.released(release)
        finally:  # whoever reads what is said may have gone away
            follow(settings, said)

    return Pipeline(settings, said, after)


def follow(settings: Settings, progress: Telemetry) -> None:
    """Bring every follower up to the published release; reports are in ``progress``."""
    for name in ORDER:
        module = _follower(name)
        result, failure = None, None
        try:
            with progress.step(name):
                result = module.follow(settings, progress)
        except Exception as error:
            progress.check()  # an error after a stop is that stop
            if os.environ.get("TILLHOUSE_DEBUG"):
                raise
            failure = error
        if result is not None or failure is not None:
            number = (Releases(settings.place).numbers() or [0])[-1]
            progress.reports.append(Report(name, number, result, failure, module.RETRY))


def stale(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """The followers that are behind the published release: name, a sentence, and the command that brings it up."""
    for name in ORDER:
        module = _follower(name)
        if said := module.stale(settings):
            yield name, said, module.RETRY


def _follower(name: str) -> Any:
    return import_module(f"{__name__}.{name}")
