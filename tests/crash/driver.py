"""Takes the files of a folder in, one release after another, in a process that tests may harm.

    python -m tests.crash.driver ROOT FOLDER [--no-sync] [--plan-only]

A line ``ACK number fingerprint`` is printed after `Pipeline.publish` returned: what it names must never be lost.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.crash.deliveries import FEED
from tillhouse.errors import TillhouseError
from tillhouse.pipeline import stages
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.storage import durable
from tillhouse.telemetry import failpoint


def settings_of(root: Path) -> Settings:
    """The settings that all tests of crashes share."""
    return Settings(root, feeds={FEED.name: FEED})


def take_in(root: Path, folder: Path, *, plan_only: bool = False) -> None:
    """Publish every file of the folder that is new, each as a release of its own."""
    runs = Pipeline(settings_of(root))
    for path in sorted(folder.glob("*.csv")):
        with runs.writing():
            candidate = runs.stage({FEED.name: open_all(path)}, path.name)
            failpoint("staged")
            if candidate is None or plan_only:
                continue
            release = runs.publish(candidate)
        print(f"ACK {release.number} {release.digest}", flush=True)


def without_sync() -> None:
    """Leave out what makes bytes durable: the control that must fail."""
    durable.os.fsync = lambda _handle: None
    durable.sync = stages.sync = lambda _root: None  # type: ignore[attr-defined]


if __name__ == "__main__":
    if "--no-sync" in sys.argv:
        without_sync()
    print("READY", flush=True)
    try:
        take_in(Path(sys.argv[1]), Path(sys.argv[2]), plan_only="--plan-only" in sys.argv)
    except TillhouseError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        sys.exit(error.exit_code)
