"""A trial: another process decodes a file first, because a decoder can take all memory, or end its process.

Its memory is watched, so that what cannot be decoded within `_bounds.MEMORY` is refused and harms nobody.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from tillhouse.sources import _bounds

_SECONDS = 600
_GLANCE = 0.01
_SPACE = 16 << 30
_TOO_MUCH = "decoding it takes more than"
_BEGIN = f"""
import resource, sys
for what, most in ((resource.RLIMIT_AS, {_SPACE}), (resource.RLIMIT_CORE, 0)):
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
"""


@dataclass(frozen=True)
class Verdict:
    """problem: why the file could not be decoded; empty where it could. said: what the trial printed then."""

    problem: str
    said: str = ""


def tried(path: Path, code: str) -> Verdict:
    """Run a decoder of the file (``sys.argv[1]``) in another process; a file that did not change is tried once."""
    stat = path.stat()
    return _tried(path, code, stat.st_mtime_ns, stat.st_size, _bounds.MEMORY)


@lru_cache(maxsize=1024)
def _tried(path: Path, code: str, _changed: int, _size: int, most: int) -> Verdict:
    command = [sys.executable, "-c", _BEGIN + code, str(path)]
    # files, not pipes: a full pipe would make the trial wait for who waits for it
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stdout=said, stderr=errors) as trial:
            try:
                stopped = _watched(trial, most)
            finally:
                trial.kill()
        texts = [_text(output) for output in (said, errors)]
    if stopped or trial.returncode == 0:
        return Verdict(stopped, texts[0])
    return Verdict(_reason(texts[1], most))


def _text(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read(1 << 20).decode(errors="replace")


def _watched(trial: subprocess.Popen[bytes], most: int) -> str:
    """Wait for the end of a trial; why it had to be stopped before, or nothing."""
    first, end = None, time.monotonic() + _SECONDS
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            trial.wait(_GLANCE)
            return ""
        used = _resident(trial.pid)
        first = first or used
        if used - first > most:
            return _too_much(most)
    return f"it cannot be decoded in {_SECONDS} seconds"


def _resident(pid: int) -> int:
    """The bytes of memory a process has; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def is_too_much(problem: str) -> bool:
    """Whether it is the memory that a file could not be decoded for."""
    return problem.startswith(_TOO_MUCH)


def _too_much(most: int) -> str:
    return f"{_TOO_MUCH} {most >> 20:,} MiB of memory"


def _reason(errors: str, most: int) -> str:
    if "memory allocation of" in errors or "MemoryError" in errors:
        return _too_much(most)
    lines = [line for line in errors.splitlines() if "Error" in line or "panicked" in line]
    return lines[-1][:200].rstrip(".") if lines else "its decoder stopped"
