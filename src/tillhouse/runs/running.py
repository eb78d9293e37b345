"""A run: what the feeds' paths hold and the lake does not, taken in and published as one release."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import AmbiguousReading, FixTheData, FixTheSetup, UnreadableFile
from tillhouse.lake.releases import Release, Releases
from tillhouse.pipeline.stages import Candidate
from tillhouse.runs import afterwards
from tillhouse.runs.seen import Look, Seen, SeenFile, of_others
from tillhouse.runs.unbooked import refuse_unbooked
from tillhouse.settings.feed import Feed, saved_feed
from tillhouse.settings.settings import Settings, save_feed
from tillhouse.telemetry import Telemetry

if TYPE_CHECKING:
    from tillhouse.sources import Opened

#: What text is packed to, about: one byte of ten.
_PACKED = 10
#: A file of more bytes is not looked into: it holds more than a header.
_BARE = 16_384


@dataclass(frozen=True)
class Work:
    """Files to take in, by feed, with what the file system said of them before they were read.

    missing: by feed, a sentence for each whose path holds no file.
    empty: names of files without a record: they bring nothing, so they are no delivery.
    refused: by path, why a file cannot be read as its feed says; it is left out whole, the others are taken in.
    """

    files: Mapping[str, Sequence[Opened]]
    looks: Mapping[str, Look]
    missing: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, FixTheData] = field(default_factory=dict)
    empty: Sequence[str] = ()

    @property
    def size(self) -> int:
        """Bytes of the files; packed ones count as if they were unpacked, ten times as large."""
        opened = [file for files in self.files.values() for file in files]
        return sum(file.size * (_PACKED if file.compression else 1) for file in opened)

    def seen(self, release: int, taken: Iterable[str] = ()) -> dict[str, SeenFile]:
        """The files as taken in; those of the names ``taken``, with this release."""
        new = set(taken)
        return {
            str(path.absolute()): SeenFile(
                feed,
                self.looks[str(path.absolute())],
                "" if file.member or file.beside else file.sha256,
                release if file.name in new else 0,
            )
            for feed, files in self.files.items()
            for file in files
            for path in file.paths
        }


def offered(files: Mapping[str, Sequence[Opened]]) -> Work:
    """Work on these files, looked at now."""
    paths = {path for opened in files.values() for file in opened for path in file.paths}
    return Work(files, {str(path.absolute()): Look.at(path) for path in paths})


def outstanding(settings: Settings, feeds: Iterable[str], seen: Seen) -> Work:
    """What the feeds' paths hold and the cache does not know. Raises `UnreadableFile` when none holds a file."""
    from tillhouse.sources import gathered, open_all

    looks: dict[str, Look] = {}
    files: dict[str, list[Opened]] = {}
    missing: dict[str, str] = {}
    for name in feeds:
        try:
            opened = open_all(Path(settings.feeds[name].path), settings.root)
            opened, _ = gathered(opened, settings.feeds[name])
        except UnreadableFile as error:
            missing[name] = f"Feed {name}: {error.message}"
            continue
        others = of_others(settings, name)
        opened = [file for file in opened if str(file.path.absolute()) not in others]
        _refuse_other_sheets(settings, name, opened)
        looks |= {str(path.absolute()): Look.at(path) for file in opened for path in file.paths}
        files[name] = [f for f in opened if not all(_knows(seen, name, p, looks) for p in f.paths)]
    refused: dict[str, FixTheData] = {}
    for name, opened in files.items():
        if len(opened) > 1:
            refused |= _refused(opened, settings.feeds[name])
            files[name] = [file for file in opened if str(file.path) not in refused]
    empty = without_records(settings.feeds, files)
    if refused and not any(files.values()):
        raise next(iter(refused.values()))
    if missing and not files:
        where = settings.root / "tillhouse.toml"
        raise UnreadableFile(
            "\n".join(missing.values()), f"Put files there, or change the feed's path in {where}."
        )
    return Work(files, looks, missing, refused, empty)


def without_records(feeds: Mapping[str, Feed], files: dict[str, list[Opened]]) -> list[str]:
    """Take files without a record from these, and say their names."""
    from tillhouse.sources import source_of

    def is_empty(file: Opened, feed: Feed) -> bool:
        if file.size > _BARE:
            return False
        with file.memo.looking():
            return not any(batch.frame.height for batch in source_of(file, feed).batches(file, feed))

    empty: list[str] = []
    for name, opened in files.items():
        bare = [file for file in opened if is_empty(file, feeds[name])]
        empty += [file.name for file in bare]
        files[name] = [file for file in opened if file not in bare]
    return empty


def _knows(seen: Seen, feed: str, path: Path, looks: Mapping[str, Look]) -> bool:
    name = str(path.absolute())
    return seen.knows(feed, name, looks[name])


def _refuse_other_sheets(settings: Settings, name: str, files: Sequence[Opened]) -> None:
    """Raise where a feed names other sheets now than those its files were read from.

    `UnmappedHeader` for a sheet that a file does not have; `FixTheSetup` for a file that was taken in already: its
    rows in the lake are those of the sheet it was read from.
    """
    published, feed = Releases(settings.place).latest(), settings.feeds[name]
    before = saved_feed(published.feeds[name]) if published and name in published.feeds else feed
    if before.sheet == feed.sheet:
        return
    for error in _refused(files, feed).values():
        raise error
    delivered = _delivered(settings, name)
    known = next((file.name for file in files if file.sha256 in delivered), None)
    if known:
        raise FixTheSetup(
            f"Feed {name} names sheet {feed.sheet or '*'}; {known} was taken in by sheet {before.sheet or '*'}.",
            f"Open the other sheet as a feed of its own:  tillhouse open {known} --name NAME --sheet SHEET\n"
            f"Or set it back:  tillhouse config feed {name} sheet='{before.sheet}'",
        )


def _refused(files: Iterable[Opened], feed: Feed) -> dict[str, FixTheData]:
    """The files whose beginning cannot be read as the feed says: another header, another format, damage."""
    from tillhouse.sources import source_of

    found: dict[str, FixTheData] = {}
    for file in files:
        try:
            next(iter(source_of(file, feed).batches(file, feed)), None)
        except FixTheData as error:
            found[str(file.path)] = error
    return found


def left_out(work: Work, asked: AmbiguousReading) -> Work:
    """The work without the files that a question is about. Raises the question again where nothing else is left."""
    files = {
        feed: [f for f in opened if str(f.path) not in asked.files] for feed, opened in work.files.items()
    }
    if not asked.files or not any(files.values()):
        raise asked
    return replace(work, files=files, refused={**work.refused, **dict.fromkeys(asked.files, asked)})


def run(
    settings: Settings, work: Work, cause: str, progress: Telemetry, feeds: Iterable[Feed] = ()
) -> Release | None:
    """Take in, build, check and publish; None when nothing is new. feeds: those to be saved once nothing is open."""
    seen = Seen(settings)
    pipeline = afterwards.pipeline(settings, progress)
    with pipeline.writing():
        candidate = pipeline.stage(work.files, cause)
        if candidate:
            refuse_unbooked(settings, candidate, feeds)
        for feed in feeds:
            save_feed(settings.root, feed)
        release = pipeline.publish(candidate) if candidate else None
        number = release.number if release else seen.release
        if number:
            seen.remember(number, _renumbered(work, number, candidate, seen))
    return release


def plan(
    settings: Settings, work: Work, cause: str, progress: Telemetry, feeds: Iterable[Feed] = ()
) -> Candidate | None:
    """Stage and check, and keep the result so that it can be applied; None when nothing is new."""
    from tillhouse.runs import plans

    pipeline = afterwards.pipeline(settings, progress)
    with pipeline.writing():
        candidate = pipeline.stage(work.files, cause)
        if candidate:
            plans.keep(pipeline, candidate, feeds)
    return candidate


def _renumbered(work: Work, number: int, candidate: Candidate | None, seen: Seen) -> dict[str, SeenFile]:
    found = work.seen(number, candidate.taken if candidate else ())
    known = seen.files
    return {
        n: replace(f, release=f.release or (known[n].release if n in known else 0)) for n, f in found.items()
    }


def release_of(settings: Settings, feed: str, files: Sequence[Opened]) -> Release | None:
    """The release the last of these files came with; None unless the feed took in all, read as it is read now."""
    published = Releases(settings.place).latest()
    if published is None or feed not in published.feeds:
        return None
    if saved_feed(published.feeds[feed]).reading != settings.feeds[feed].reading:
        return None
    delivered = _delivered(settings, feed)
    if not all(file.sha256 in delivered for file in files):
        return None
    return _first_since(Releases(settings.place), max(delivered[file.sha256] for file in files))


def _delivered(settings: Settings, feed: str) -> dict[str, datetime]:
    """When the feed took in each content, UTC."""
    from tillhouse.lake.snapshot import Snapshot

    rows = Snapshot(settings).frame("deliveries").select("feed", "sha256", "taken_at").collect().iter_rows()
    return {sha256: taken_at for name, sha256, taken_at in rows if name == feed}


def _first_since(releases: Releases, taken_at: datetime) -> Release:
    """The first release published after a moment; releases are published in the order of their numbers."""
    numbers = releases.numbers()

    def published(number: int) -> datetime:
        return datetime.fromisoformat(releases.load(number).created_at).replace(tzinfo=None)

    place = bisect_left(numbers, taken_at, key=published)
    return releases.load(numbers[min(place, len(numbers) - 1)])
