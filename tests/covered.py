"""Coverage of the source by lines and branches, of what tests run in their own process.

`pytest -p tests.covered` marks code as it is imported and takes each mark away when it was passed. That costs a few
seconds and hardly anything after; a tracer would cost two fifths of the time of every test. A session empties a
folder, each of its processes writes there what it saw, and `python -m tests.covered` adds that up. Code that only
other processes run counts as missed.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tillhouse"
FOLDER = Path(os.environ.get("COVERED_IN", ROOT / ".coverage"))
#: Percent of all lines that have to be run, and of those of each file unless it says why not.
ALL, EACH = 90.0, 80.0
Files = Mapping[str, Mapping[str, Any]]
#: Code that Spark sends to its executors is not marked: a function with marks cannot be sent.
UNMARKED = ("engines/_spark/*", "engines/_frames.py", "engines/_text.py")


@dataclass(frozen=True)
class Share:
    """How many of some lines or branches were run."""

    run: int
    missed: int

    @property
    def percent(self) -> float:
        """The share in percent; all of nothing is 100."""
        return 100 * self.run / (self.run + self.missed) if self.run + self.missed else 100.0

    def __str__(self) -> str:
        return f"{self.percent:.1f} % of {self.run + self.missed:,}"


def share(files: Files, kind: str) -> Share:
    """The lines or branches of some files."""
    run, missed = (
        sum(len(file[f"{what}_{kind}"]) for file in files.values()) for what in ("executed", "missing")
    )
    return Share(run, missed)


def faults(files: Files, reasons: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each demand that is not met."""
    lines = share(files, "lines")
    if lines.percent < ALL:
        yield f"Tests run {lines} lines; at least {ALL:g} % were expected."
    for name, file in sorted(files.items()):
        found = share({name: file}, "lines")
        if found.percent < EACH and name not in reasons:
            yield f"Tests run {found} lines of {name}, and tests/covered.toml does not say why."


def report(files: Files, reasons: Mapping[str, str]) -> Iterator[str]:
    """What was run, as lines of text."""
    yield f"Tests run {share(files, 'lines')} lines and {share(files, 'branches')} branches of src."
    for name, file in sorted(files.items()):
        found = share({name: file}, "lines")
        if found.percent < EACH:
            yield f"  {found.percent:5.1f} %  {name}  {reasons.get(name, '')}".rstrip()


def added_up(folder: Path) -> Files:
    """What all processes saw, by file below src/tillhouse."""
    from slipcover import merge_coverage

    # The source as if nothing of it had run: files that no test imports are missed whole.
    whole = _measuring(source=[str(SOURCE)]).get_coverage()
    for path in sorted(folder.glob("*.json")):
        merge_coverage(whole, json.loads(path.read_text()))
    found = {str((ROOT / name).resolve().relative_to(SOURCE)): file for name, file in whole["files"].items()}
    return {name: file for name, file in found.items() if not any(fnmatch(name, one) for one in UNMARKED)}


def _matcher() -> Any:
    from slipcover import FileMatcher

    return FileMatcher(sources=[str(SOURCE)], omit=[f"{SOURCE}/{names}" for names in UNMARKED])


def _measuring(**how: Any) -> Any:
    from slipcover import Slipcover

    return Slipcover(branch=True, **how)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Mark the source before the first test file imports any of it."""
    from slipcover import ImportManager

    measuring = _measuring()
    ImportManager(measuring, _matcher()).__enter__()
    early_config.pluginmanager.register(Written(measuring), "what tests have run")


class Written:
    """Writes what this process has run when its tests have ended."""

    def __init__(self, measuring: Any) -> None:
        self.measuring = measuring

    def pytest_sessionstart(self) -> None:
        """Forget earlier sessions, before any process of this one can have written: a worker leaves what is there."""
        if "PYTEST_XDIST_WORKER" not in os.environ:
            for path in FOLDER.glob("*.json"):
                path.unlink()

    def pytest_sessionfinish(self) -> None:
        """Write it under a name of its own: tests may run in several processes."""
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{os.getpid()}.json").write_text(json.dumps(self.measuring.get_coverage()))


def main() -> int:
    """Print what tests have run; leave with 1 where a demand is not met."""
    files, reasons = added_up(FOLDER), tomllib.loads((ROOT / "tests" / "covered.toml").read_text())
    found = list(faults(files, reasons))
    print(*report(files, reasons), *found, sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
