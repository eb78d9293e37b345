"""Health: what an installation and a lake need in order to work, looked at without changing anything."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from tillhouse.catalog import catalog
from tillhouse.errors import EXTRAS, TillhouseError, installing, missing
from tillhouse.lake.checksums import ways_out
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Release, Releases
from tillhouse.retail.counts import either, number_of
from tillhouse.runs import afterwards
from tillhouse.settings.settings import FILE, Settings
from tillhouse.storage.durable import writer_lock
from tillhouse.storage.objects import Place
from tillhouse.table import Table
from tillhouse.upkeep.records import examined

State = Literal["good", "note", "wrong"]
_PARTS = ("polars", "narwhals", "deltalake", "duckdb", "click")
_LEAST_FREE = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at. state: only ``wrong`` needs something done; ``note`` is worth knowing."""

    what: str
    state: State
    said: str
    hint: str = ""


@dataclass(frozen=True)
class Health:
    """What an installation and a lake need, looked at."""

    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be done."""
        return all(one.state != "wrong" for one in self.findings)

    def document(self) -> dict[str, Any]:
        """The health of an installation and a lake, for programs.

        healthy: boolean. Whether nothing is wrong.
        findings: list. Each thing that was looked at.
        findings[].what: text. What it is.
        findings[].state: text. `good`, `note` or `wrong`.
        findings[].said: text. What was found, for people.
        findings[].hint: text. What to do; empty where nothing is.
        """
        return {"healthy": self.is_good, "findings": [asdict(one) for one in self.findings]}


def health(settings: Settings) -> Health:
    """Everything there is to look at."""
    return Health(tuple(findings(settings)))


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything there is to look at, the installation first, then the lake."""
    yield from _installation()
    yield from _storage(settings.root)
    if settings.root.exists():
        yield _lock(settings.root)
    if settings.root.exists() or settings.store:
        yield from _lake(settings)


def _installation() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info < (3, 11)
    yield Finding(
        "python", "wrong" if old else "good", version, "Install Python 3.11 or later." if old else ""
    )
    named = ", ".join(f"{part} {metadata.version(part)}" for part in _PARTS)
    yield Finding("tillhouse", "good", f"{metadata.version('tillhouse')} with {named}")
    for extra in EXTRAS:
        if lacking := missing(extra):
            yield Finding(f"extra {extra}", "note", f"missing: {', '.join(lacking)}", installing(extra))
        else:
            yield Finding(f"extra {extra}", "good", "present")


def _storage(root: Path) -> Iterator[Finding]:
    place = root if root.exists() else next(p for p in root.absolute().parents if p.exists())
    may = os.access(place, os.W_OK | os.X_OK)
    hint = "" if may else f"Give yourself the right to write there, or choose another --root: {place}"
    yield Finding("root", "good" if may else "wrong", f"{root} can{'' if may else 'not'} be written", hint)
    free = shutil.disk_usage(place).free
    enough = free >= _LEAST_FREE
    hint = "" if enough else "Free some space: a run writes about as much as it takes in."
    yield Finding("space", "good" if enough else "wrong", f"{free / 1e9:,.1f} GB free", hint)
    if sys.platform.startswith("linux"):
        has = hasattr(ctypes.CDLL(None), "syncfs")
        yield Finding(
            "durability", "good" if has else "wrong", "syncfs" if has else "the C library has no syncfs"
        )
    else:
        yield Finding("durability", "note", "sync of all file systems: slower than syncfs")


def _lock(root: Path) -> Finding:
    if not (root / "writer.lock").exists():
        return Finding("writer", "good", "nobody has written here yet")
    try:
        with writer_lock(root):
            return Finding("writer", "good", "no other process is writing")
    except TillhouseError as error:
        return Finding("writer", "note", error.message, error.hint or "")


def _lake(settings: Settings) -> Iterator[Finding]:
    try:
        root = settings.place
        published = Releases(root).latest()
        if settings.store:
            yield Finding("store", "good", f"{root} can be read")
    except TillhouseError as error:
        yield Finding("releases", "wrong", error.message, error.hint or "")
        return
    if published is None:
        yield Finding("releases", "note", "nothing has been published", "tillhouse open FILE")
        return
    yield Finding("releases", "good", f"release {published.number} is published")
    known = catalog(settings).tables
    damaged = [*_recorded(settings, published), *_damages(root, known, published)]
    yield from damaged
    if not damaged:
        files = sum(len(group) for _, groups in _manifests(root, known, published) for group in groups)
        yield Finding(
            "files",
            "good",
            f"{either(files, 'the file', f'all {files:,} files')} of release {published.number} "
            f"{either(files, 'is', 'are')} there, whole",
        )
        yield _heads(root, known, published, settings.root / "plans")
        yield from _followers(settings)


def _recorded(settings: Settings, release: Release) -> Iterator[Finding]:
    """Records, fixes and commits that are not as they were written: small files, each held against its hash."""
    for one in examined(settings, release).findings:
        named = f"table {one.table}" if one.table in catalog(settings).tables else one.table
        yield Finding(named, "wrong", one.what, ways_out("Restore it", release.parent))


def _followers(settings: Settings) -> Iterator[Finding]:
    """What follows a release and is behind it."""
    for name, message, command in afterwards.stale(settings):
        yield Finding(name, "note", message, f"tillhouse {command}")


def _manifests(
    root: Place, known: Mapping[str, Table], release: Release
) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    lake = Lake(root)
    for name, state in release.tables.items():
        if name in known:
            yield name, list(lake.manifest(known[name], state.version).values())


def _damages(root: Place, known: Mapping[str, Table], release: Release) -> Iterator[Finding]:
    lake = Lake(root)
    for name, state in release.tables.items():
        if name not in known:
            continue
        try:
            groups = lake.manifest(known[name], state.version, state.rows).values()
            lake.stored(known[name], [file for files in groups for file in files])
        except TillhouseError as error:
            yield Finding(f"table {name}", "wrong", error.message, error.hint or "")


def _heads(root: Place, known: Mapping[str, Table], release: Release, plans: Path) -> Finding:
    """Whether anything is staged that is not published."""
    lake = Lake(root)
    ahead = []
    for name, state in release.tables.items():
        table = known.get(name)
        if table and (head := lake.head(table)) != state.version:
            try:
                same = lake.manifest(table, head) == lake.manifest(table, state.version)
            except TillhouseError:
                same = False
            ahead += [] if same else [name]
    if not ahead:
        return Finding("heads", "good", "every table stands at what is published")
    planned = [int(p.stem) for p in plans.glob("[0-9]*.json")]
    why = f"plan {planned[-1]}" if planned else "a run that was stopped"
    hint = (
        f"tillhouse apply {planned[-1]}"
        if planned
        else f"The next run takes it back:  tillhouse run ({FILE})"
    )
    return Finding(
        "heads", "note", f"{why} has staged {number_of(len(ahead), 'table')}: {', '.join(ahead)}", hint
    )
