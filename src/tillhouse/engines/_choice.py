"""Which engine ``auto`` stands for: by the size of the input, the memory there is, and what is installed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tillhouse.errors import installing
from tillhouse.settings.redaction import redacted

#: What Polars holds at its peak, as measured on 0.05, 1 and 9.6 GB of input: 0.7, 2.8 and 3.5 GB. Little comes on top
#: once what was just built is no longer kept for the tables that read it.
_LEAST, _KEPT, _TIMES, _TIMES_BEYOND = 600_000_000, 1_000_000_000, 2.4, 0.1
#: Where Linux says what a control group may hold, does hold, and holds of files: version 2, version 1.
_GROUPS = tuple(
    tuple(f"/sys/fs/cgroup/{name}" for name in names)
    for names in (
        ("memory.max", "memory.current", "memory.stat"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
    )
)


@dataclass(frozen=True)
class Choice:
    """The engine chosen, and why, as a sentence."""

    name: str
    why: str


def choice(size: int, memory: int, installed: Callable[[str], bool], master: str = "") -> Choice:
    """The engine for an input of that many bytes, in that much free memory.

    master: the Spark master that is set, empty for none. A cluster is used where one is set; pandas never of itself.
    """
    if master and not master.startswith("local") and installed("spark"):
        return Choice("spark", f"the Spark master {redacted(master)} is set")
    need = _LEAST + int(_TIMES * min(size, _KEPT) + _TIMES_BEYOND * max(size - _KEPT, 0))
    needed = f"{_gb(size)} of input need about {_gb(need)} of the {_gb(memory)} of memory that are free"
    if need <= memory:
        return Choice("polars", needed)
    if installed("duckdb"):
        return Choice("duckdb", f"{needed}; DuckDB puts on the disk what does not fit")
    return Choice("polars", f"{needed}, and DuckDB is not there:  {installing('duckdb')}")


def free_memory() -> int:
    """Bytes of memory that this process may still take: of the machine, or of its control group if that is less."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for line in _read("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            machine = int(line.split()[1]) * 1024
    return min([machine, *(free for group in _GROUPS if (free := _free_in(*group)) is not None)])


def _free_in(limit: str, used: str, stat: str) -> int | None:
    """What a control group leaves; files it has read are given up for memory, so they count as free."""
    if not (bound := _read(limit).strip()).isdigit():
        return None
    cached = re.search(r"^(?:total_)?inactive_file (\d+)$", _read(stat), re.M)
    return int(bound) - int(_read(used) or 0) + int(cached[1] if cached else 0)


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 50_000_000 else f"{size / 1e6:.0f} MB"
