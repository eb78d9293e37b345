"""A whole run for a program: what is new of its feeds, taken in, published and followed, and an account of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tillhouse import engines
from tillhouse.errors import AmbiguousReading
from tillhouse.lake.delivery_findings import DeliveryFinding, delivery_findings
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs import afterwards, running
from tillhouse.runs.afterwards import Report
from tillhouse.runs.running import Work
from tillhouse.runs.seen import Seen, feeds_named, refuse_damage
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry


@dataclass(frozen=True)
class Ran:
    """What a run came to.

    release: what was published, None where nothing was new. missing: a sentence for each feed without a file.
    refused: why a file was left out whole, by path. empty: names of files without a record, which are no delivery.
    findings: what new deliveries say against their feeds. followed: what analytics and the warehouse came to.
    """

    release: Release | None
    missing: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    followed: tuple[Report, ...] = ()
    empty: tuple[str, ...] = ()
    findings: tuple[DeliveryFinding, ...] = ()


def run(settings: Settings, feeds: Iterable[str], progress: Telemetry) -> Ran:
    """Take in what is new of these feeds, or of all where none is named, and publish it.

    Raises what stops ``tillhouse run`` too; nothing is published then.
    """
    names = feeds_named(settings, feeds)
    seen = Seen(settings)
    if seen.nothing_new(names):
        refuse_damage(settings)
        work, release = Work({}, {}), None
    else:
        work = running.outstanding(settings, names, seen)
        work, release = _run(settings, work, " ".join(("run", *names)), progress)
    if release is None:  # what follows may have been stopped after the release before
        afterwards.follow(settings, progress)
    refused = {path: error.message for path, error in work.refused.items()}
    findings = delivery_findings(Snapshot(settings, release)) if release else ()
    missing, reports = tuple(work.missing.values()), tuple(progress.reports)
    return Ran(release, missing, refused, reports, tuple(work.empty), findings)


def _run(settings: Settings, work: Work, cause: str, progress: Telemetry) -> tuple[Work, Release | None]:
    """Run what is no question: files about which a person has to decide wait, and are named."""
    while True:
        try:
            return work, running.run(_on_engine(settings, work), work, cause, progress)
        except AmbiguousReading as asked:
            work = running.left_out(work, asked)


def _on_engine(settings: Settings, work: Work) -> Settings:
    """The settings with the engine that ``auto`` stands for with this work."""
    if settings.engine != engines.AUTO:
        return settings
    choice = engines.chosen(work.size, settings.spark.remote or settings.spark.master)
    return replace(settings, engine=choice.name)
