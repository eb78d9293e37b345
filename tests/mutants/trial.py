"""Planting faults in copies of the source, and running the tests that ought to notice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Literal

from tests.mutants.faults import ROOT, Fault, Stale

Verdict = Literal["caught", "explained", "survived", "error"]
#: Seconds after which tests are stopped.
LIMIT = 60.0
#: Seconds of the processor that the tests of a fault may take without it. On two idle cores all take less than 20.
MOST = 30.0
_PYTEST = (
    *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist"),
    "--hypothesis-profile=mutants",
)
_PASSED, _FAILED = 0, 1


@dataclass(frozen=True)
class Outcome:
    """What became of a fault, and how many seconds it took; ``said`` explains an error."""

    fault: Fault
    verdict: Verdict
    seconds: float = 0.0
    said: str = ""


@dataclass(frozen=True)
class Ended:
    """How pytest ended: its exit code, None for one that was stopped, and what it printed.

    busy: seconds of the processor, with those of processes that it waited for.
    """

    code: int | None
    seconds: float
    busy: float
    printed: str


@dataclass
class Trials:
    """Faults tried side by side. The same tests are run once without a fault: they have to pass."""

    source: Path = ROOT / "src"
    limit: float = LIMIT
    most: float = MOST
    _sound: dict[tuple[str, ...], Ended] = field(default_factory=dict)
    _locks: dict[tuple[str, ...], Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def outcomes(self, faults: Iterable[Fault], at_once: int) -> Iterator[Outcome]:
        """What becomes of each fault, in their order."""
        with ThreadPoolExecutor(at_once) as pool:
            yield from pool.map(self.outcome, faults)

    def outcome(self, fault: Fault) -> Outcome:
        """What becomes of one fault."""
        failed = partial(Outcome, fault, "error")
        try:
            text = fault.planted((self.source / "tillhouse" / fault.file).read_text())
        except (Stale, OSError) as error:
            return failed(said=f"stale: {error}")
        if (sound := self._without(fault.tests)).code != _PASSED:
            return failed(sound.seconds, f"without the fault: {_ending(sound)}")
        if sound.busy > self.most:
            return failed(
                sound.seconds, f"its tests take {sound.busy:.1f} s of the processor, more than {self.most:g}"
            )
        with TemporaryDirectory(prefix="mutant-") as folder:
            copy = Path(folder) / "src"
            shutil.copytree(self.source, copy)
            (copy / "tillhouse" / fault.file).write_text(text)
            ended = self._pytest(fault.tests, copy)
        if ended.code not in (_PASSED, _FAILED):
            return failed(ended.seconds, _ending(ended))
        return Outcome(fault, _verdict(fault, ended.code == _FAILED), ended.seconds)

    def _without(self, tests: tuple[str, ...]) -> Ended:
        with self._lock:
            lock = self._locks.setdefault(tests, Lock())
        with lock:
            if tests not in self._sound:
                self._sound[tests] = self._pytest(tests, self.source)
            return self._sound[tests]

    def _pytest(self, tests: tuple[str, ...], source: Path) -> Ended:
        """Run tests with this source in a group of processes that ends with them. A skipped test has failed."""
        with TemporaryDirectory(prefix="mutant-") as scratch:
            said = {
                "PYTHONPATH": str(source),
                "PYTHONDONTWRITEBYTECODE": "1",
                "TMPDIR": scratch,
                "CI": "true",
            }
            with (Path(scratch) / "printed").open("w+") as printed:
                begun = time.monotonic()
                run = subprocess.Popen(
                    [*_PYTEST, *tests],
                    cwd=ROOT,
                    env={**os.environ, **said},
                    stdout=printed,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                try:
                    busy = _busy(run, begun + self.limit)
                finally:
                    _end(run)
                took = time.monotonic() - begun
                if busy is None:
                    return Ended(None, took, 0, f"longer than {self.limit:g} s")
                printed.seek(0)
                return Ended(run.returncode, took, busy, printed.read())


def _busy(run: subprocess.Popen[bytes], deadline: float) -> float | None:
    """Wait for the end; the seconds of the processor, or None if the deadline comes first."""
    while time.monotonic() < deadline:
        pid, status, used = os.wait4(run.pid, os.WNOHANG)
        if pid:
            run.returncode = os.waitstatus_to_exitcode(status)
            return used.ru_utime + used.ru_stime
        time.sleep(0.02)
    return None


def _end(run: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def _verdict(fault: Fault, noticed: bool) -> Verdict:
    if fault.equivalent:
        return "error" if noticed else "explained"
    return "caught" if noticed else "survived"


def _ending(ended: Ended) -> str:
    last = ended.printed.strip().splitlines()[-12:]
    return "\n    ".join([f"pytest ended with {ended.code}", *last])
