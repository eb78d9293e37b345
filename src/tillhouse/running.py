"""A run: what the feeds' paths hold and the lake does not, taken in and published as one release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.building import Progress
from tillhouse.feed import Feed
from tillhouse.pipeline import Candidate, Pipeline
from tillhouse.release import Release, Releases
from tillhouse.seen import Look, Seen, SeenFile
from tillhouse.settings import Settings

if TYPE_CHECKING:
    from tillhouse.sources import Opened


@dataclass(frozen=True)
class Work:
    """Files to take in, by feed, with what the file system said of them before they were read."""

    files: Mapping[str, Sequence[Opened]]
    looks: Mapping[str, Look]

    def seen(self, release: int, taken: Iterable[str] = ()) -> dict[str, SeenFile]:
        """The files as taken in; those of the names ``taken``, with this release."""
        new = set(taken)
        return {
            str(file.path.absolute()): SeenFile(
                feed,
                self.looks[str(file.path.absolute())],
                "" if file.member else file.sha256,
                release if file.name in new else 0,
            )
            for feed, files in self.files.items()
            for file in files
        }


def offered(files: Mapping[str, Sequence[Opened]]) -> Work:
    """Work on these files, looked at now."""
    paths = {file.path for opened in files.values() for file in opened}
    return Work(files, {str(path.absolute()): Look.at(path) for path in paths})


def outstanding(settings: Settings, feeds: Iterable[str], seen: Seen) -> Work:
    """What the feeds' paths hold and the cache does not know. Raises `UnreadableFile`."""
    from tillhouse.sources import open_all

    looks: dict[str, Look] = {}
    files: dict[str, list[Opened]] = {}
    for name in feeds:
        files[name] = []
        for file in open_all(Path(settings.feeds[name].path)):
            full = str(file.path.absolute())
            looks.setdefault(full, Look.at(file.path))
            if not seen.knows(name, full, looks[full]):
                files[name].append(file)
    return Work(files, looks)


def run(settings: Settings, work: Work, cause: str, progress: Progress) -> Release | None:
    """Take in, build, check and publish; None when nothing is new."""
    seen = Seen(settings)
    pipeline = Pipeline(settings, progress)
    with pipeline.writing():
        candidate = pipeline.stage(work.files, cause)
        release = pipeline.publish(candidate) if candidate else None
        number = release.number if release else seen.release
        if number:
            seen.remember(number, _renumbered(work, number, candidate, seen))
    return release


def plan(
    settings: Settings, work: Work, cause: str, progress: Progress, feeds: Iterable[Feed] = ()
) -> Candidate | None:
    """Stage and check, and keep the result so that it can be applied; None when nothing is new."""
    from tillhouse import plans

    pipeline = Pipeline(settings, progress)
    with pipeline.writing():
        candidate = pipeline.stage(work.files, cause)
        if candidate:
            plans.keep(settings.root, candidate, feeds)
    return candidate


def _renumbered(work: Work, number: int, candidate: Candidate | None, seen: Seen) -> dict[str, SeenFile]:
    found = work.seen(number, candidate.taken if candidate else ())
    known = seen.files
    return {
        n: replace(f, release=f.release or (known[n].release if n in known else 0)) for n, f in found.items()
    }


def came_with(settings: Settings, feed: str, sha256: str) -> tuple[Release, datetime] | None:
    """The first release that held a file of this content, and when it was taken in (UTC); None when it never was."""
    from tillhouse.reader import Reader

    releases = Releases(settings.root)
    if not releases.numbers():
        return None
    rows = Reader(settings).frame("deliveries").collect()
    for row in rows.iter_rows(named=True):
        if (row["feed"], row["sha256"]) == (feed, sha256):
            return _first_since(releases, row["taken_at"]), row["taken_at"]
    return None


def _first_since(releases: Releases, taken_at: datetime) -> Release:
    numbers = releases.numbers()
    for number in numbers:
        release = releases.load(number)
        if datetime.fromisoformat(release.created_at).replace(tzinfo=None) >= taken_at:
            return release
    return releases.load(numbers[-1])
