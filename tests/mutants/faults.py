"""Planted faults: a small change of the source that makes it wrong, and the tests that ought to notice.

A file of this folder is one room of the source, or the modules at its top; an entry is one fault.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTS = Path(__file__).parent


class Stale(Exception):
    """A fault that cannot be planted: the source has changed since, or the fault changes nothing."""


@dataclass(frozen=True)
class Fault:
    """One change of one file.

    file: below src/tillhouse. old: text that occurs once in it. new: what stands there instead.
    tests: names of tests as pytest takes them; at least one of them fails with the fault.
    equivalent: why no test can notice, where that is so.
    """

    room: str
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    equivalent: str = ""

    def planted(self, source: str) -> str:
        """The source with the fault. Raises `Stale` where that is not possible."""
        if (times := source.count(self.old)) != 1:
            raise Stale(f"{self.file} has its text {times} times, not once: {self.old}")
        changed = source.replace(self.old, self.new)
        if changed == source:
            raise Stale(f"it changes nothing in {self.file}")
        if self.file.endswith(".py"):
            try:
                compile(changed, self.file, "exec")
            except SyntaxError as error:
                raise Stale(f"{self.file} cannot be compiled with it: {error}") from error
        return changed


def load(folder: Path = LISTS) -> list[Fault]:
    """All faults, room by room."""
    return [
        Fault(
            path.stem,
            name,
            said["file"],
            said["old"],
            said["new"],
            tuple(said["tests"]),
            said.get("equivalent", ""),
        )
        for path in sorted(folder.glob("*.toml"))
        for name, said in tomllib.loads(path.read_text()).items()
    ]


def tenth(faults: Iterable[Fault], commit: str) -> Iterator[Fault]:
    """The faults whose turn it is at a commit: one of ten, others at another commit."""
    for fault in faults:
        if hashlib.sha256(f"{commit} {fault.room} {fault.name}".encode()).digest()[0] % 10 == 0:
            yield fault
