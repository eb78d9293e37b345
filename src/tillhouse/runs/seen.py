"""Files already taken in, remembered so that a run with nothing new need not read them.

``<root>/cache/seen.json`` is disposable: without it files are hashed and looked up in the table `deliveries`. It
speaks for one published release, for the feeds' readings, the tables' code and the heads they had then; anything
else, and it is not believed.

A file is unchanged when its size, its time of change and its inode are. A file changed twice within one tick of the
clock would look unchanged, so one whose time lies less than two seconds before the cache was written is hashed
again, as git does with its index. What no such rule can see is a file changed in place with its time set back.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.definition import stamp
from tillhouse.errors import FixTheSetup
from tillhouse.lake.releases import Release, Releases
from tillhouse.settings.own_files import OWN_FILES
from tillhouse.settings.own_folder import texts
from tillhouse.settings.recorded import recorded
from tillhouse.settings.settings import Settings

if TYPE_CHECKING:
    from tillhouse.pipeline.stages import Candidate, Pipeline

_RACY_NS = 2_000_000_000


def feeds_named(settings: Settings, feeds: Iterable[str]) -> list[str]:
    """The names of these feeds, or of all; raises `UnknownName`, and `FixTheSetup` where none is saved."""
    names = [settings.feed(name).name for name in feeds] or list(settings.feeds)
    if not names:
        raise FixTheSetup(
            f"No feed is saved in {settings.root / 'tillhouse.toml'}.",
            "Open a file, which saves one:  tillhouse open FILE",
        )
    return names


@dataclass(frozen=True)
class Look:
    """What the file system says of a file."""

    size: int
    mtime_ns: int
    inode: int

    @staticmethod
    def at(path: Path) -> Look:
        """A look at a file, now."""
        stat = path.stat()
        return Look(stat.st_size, stat.st_mtime_ns, stat.st_ino)


@dataclass(frozen=True)
class SeenFile:
    """A file taken in. sha256: of the whole file, empty when unknown. release: the one it came with, 0: unknown."""

    feed: str
    look: Look
    sha256: str = ""
    release: int = 0


def looks(path: str) -> dict[str, Look]:
    """Every file a feed's path stands for now, by absolute name: a file, a folder with its folders, a glob."""
    place = Path(path)
    if place.is_dir():
        found = [p for p in place.rglob("*") if p.is_file()]
    elif place.is_file():
        found = [place]
    else:
        found = [p for name in glob(path, recursive=True) if (p := Path(name)).is_file()]  # noqa: PTH207
    return {str(p.absolute()): Look.at(p) for p in sorted(found)}


def of_others(settings: Settings, feed: str) -> set[str]:
    """Files that belong to another feed, which names each by its own path: those of a folder are not this feed's."""
    return {
        str(Path(one.path).absolute()) for name, one in settings.feeds.items() if name != feed and one.path
    }


def published_beside(pipeline: Pipeline, stage: Callable[[], Candidate | None]) -> Release | None:
    """Publish what takes in no file, if anything is staged; the next run then still knows the files it knew."""
    with pipeline.writing():
        seen = Seen(pipeline.settings)
        known = seen.is_current
        candidate = stage()
        release = pipeline.publish(candidate) if candidate else None
        if release and known:
            seen.carry_on(release.number)
    return release


def refuse_damage(settings: Settings) -> None:
    """Raise `DamagedLake` where what stands is damaged: that nothing is new would hide it.

    Not asked of a bucket, where looking costs requests.
    """
    from tillhouse.lake.checksums import refuse_damaged

    if not settings.store and (published := Releases(settings.place).latest()):
        refuse_damaged(settings.place, published)


class Seen:
    """The cache of one lake, as it was when this object was made."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.path = settings.root / "cache" / "seen.json"
        self.release = (Releases(settings.place).numbers() or [0])[-1]

    @cached_property
    def _kept(self) -> Mapping[str, Any]:
        """What the cache says, or nothing when it does not speak for the published release."""
        try:
            kept: dict[str, Any] = json.loads(self.path.read_text())
            return kept if self.release and kept["release"] == self.release else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @cached_property
    def files(self) -> dict[str, SeenFile]:
        """Files of the published release, by absolute name."""
        kept = self._kept.get("files", {})
        return {name: SeenFile(feed, Look(*look), sha, n) for name, (feed, look, sha, n) in kept.items()}

    def knows(self, feed: str, name: str, look: Look) -> bool:
        """Whether this file, by absolute name, is one that the feed has taken in; hashes it when in doubt."""
        seen = self.files.get(name)
        if seen is None or seen.feed != feed or seen.look.size != look.size:
            return False
        if seen.look == look and look.mtime_ns < self._kept["written_ns"] - _RACY_NS:
            return True
        return bool(seen.sha256) and seen.sha256 == _hash(Path(name))

    @property
    def is_current(self) -> bool:
        """Whether the cache speaks for what is published and configured now."""
        return bool(self._kept) and self._kept["state"] == _state(self.settings)

    def nothing_new(self, feeds: Iterable[str]) -> bool:
        """Whether a run of these feeds would find nothing to do; False also when the cache cannot tell."""
        if not self.is_current:
            return False
        others = {name: of_others(self.settings, name) for name in feeds}
        found = {
            name: {
                path: look
                for path, look in looks(self.settings.feeds[name].path).items()
                if path not in others[name]
            }
            for name in feeds
        }
        return all(found.values()) and all(
            self.knows(name, path, look) for name, files in found.items() for path, look in files.items()
        )

    def remember(self, release: int, files: Mapping[str, SeenFile]) -> None:
        """Keep these files, besides those still remembered, as taken in by ``release``, the published one."""
        self._keep(release, {**self.files, **files}, time.time_ns())

    def carry_on(self, release: int) -> None:
        """Say the same of ``release``, which took in no file; the looks stay as old as they are."""
        self._keep(release, self.files, self._kept["written_ns"])

    def _keep(self, release: int, both: Mapping[str, SeenFile], written_ns: int) -> None:
        kept = {
            "release": release,
            "written_ns": written_ns,
            "state": _state(self.settings),
            "files": {
                n: [f.feed, list(asdict(f.look).values()), f.sha256, f.release] for n, f in both.items()
            },
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_suffix(".new")
        temporary.write_text(json.dumps(kept))
        temporary.replace(self.path)


def _state(settings: Settings) -> dict[str, Any]:
    """Besides files, all that decides whether a run has something to do."""
    return {
        "readings": {name: [feed.path, feed.reading] for name, feed in sorted(settings.feeds.items())},
        "calendar": str(settings.calendar_in_force),
        "own": {name: recorded(getattr(settings, name)) for name in OWN_FILES},
        "tables": {
            path.name: hashlib.sha256(text.encode()).hexdigest() for path, text in texts(settings).items()
        },
        "store": settings.store,
        "code": stamp(),
        "heads": _heads(settings.root),
    }


def _heads(root: Path) -> dict[str, str]:
    """The newest commit of each table, by names only."""
    logs = sorted((root / "lake").glob("*/*/_delta_log"))
    return {
        str(log.parent.relative_to(root)): max((p.name for p in log.glob("*.json")), default="")
        for log in logs
    }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
