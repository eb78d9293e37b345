"""Takes a folder in to the bucket that TILLHOUSE_STORE names, as one of several machines would.

    python -m tests.concurrency.machine ROOT FOLDER [--overwrite]

--overwrite publishes by a plain put, without asking whether the number is taken: the control that must be caught.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from tests.crash.driver import settings_of
from tillhouse.errors import TillhouseError
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.storage.objects import ObjectPath


def overwrite(path: ObjectPath, content: bytes) -> bool:
    """What `ObjectPath.create` must not be."""
    path.put(content)
    return True


def take_in(settings: Settings, folder: Path) -> list[int]:
    """Publish every file of the folder that is new, each as a release of its own; their numbers."""
    runs, made = Pipeline(settings), []
    for path in sorted(folder.glob("*.csv")):
        with runs.writing():
            candidate = runs.stage({"shop": open_all(path)}, path.name)
            release = runs.publish(candidate) if candidate else None
        if release:
            made.append(release.number)
            print(f"ACK {release.number} {release.digest}", flush=True)
    return made


if __name__ == "__main__":
    if "--overwrite" in sys.argv:
        ObjectPath.create = overwrite  # type: ignore[method-assign]
    try:
        take_in(
            replace(settings_of(Path(sys.argv[1])), store=os.environ["TILLHOUSE_STORE"]), Path(sys.argv[2])
        )
    except TillhouseError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        sys.exit(error.exit_code)
