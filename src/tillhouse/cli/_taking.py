"""What `open`, `run` and `plan` share: doing the work and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tillhouse import engines
from tillhouse.cli import _plan
from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import moment, warn
from tillhouse.cli._progress import progress
from tillhouse.cli._session import Session
from tillhouse.cli.statement import show
from tillhouse.errors import CheckStopped

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release
    from tillhouse.runs.running import Work
    from tillhouse.settings.feed import Feed
    from tillhouse.settings.settings import Settings


def take(
    session: Session,
    settings: Settings,
    work: Work,
    cause: str,
    profile: bool,
    records: int = 0,
    said: Mapping[str, Any] = MappingProxyType({}),
) -> bool:
    """Run, and show the statement of the release; False when nothing was new. said: more words of the JSON."""
    from tillhouse.lake.reader import Reader
    from tillhouse.runs.running import run

    settings = _on_engine(settings, work)
    with progress(records, profile) as tell:
        release = run(settings, work, cause, tell)
    if release is None:
        return False
    show(session, Reader(settings, release), published=True, **said)
    analysed(settings, profile)
    return True


def analysed(settings: Settings, profile: bool = False) -> None:
    """Publish the analytics of what was just published, if that is set, and say so on standard error."""
    if not settings.analyse:
        return
    from tillhouse.cli._analytics import warn_of
    from tillhouse.runs.analysing import analyse

    try:
        with progress(profile=profile) as tell:
            done = analyse(settings, (), tell)
    except CheckStopped as error:
        warn(
            f"The release is published; its analytics are not: {error.message}",
            "Try them alone:  tillhouse analyse",
        )
        return
    if done.release:
        warn(f"Release {done.release.number}: {done.release.cause}.")
    warn_of(settings, done)


def plan(
    session: Session, settings: Settings, work: Work, cause: str, profile: bool, feeds: Iterable[Feed] = ()
) -> bool:
    """Stage and check, keep the plan and show what it would change; False when nothing is new."""
    from tillhouse.runs.running import plan as staged

    settings = _on_engine(settings, work)
    with progress(0, profile) as tell:
        candidate = staged(settings, work, cause, tell, feeds)
    if candidate is None:
        return False
    _plan.show(session, settings, candidate)
    return True


def _on_engine(settings: Settings, work: Work) -> Settings:
    """The settings with the engine that ``auto`` stands for with this work, and why on standard error."""
    if settings.engine != engines.AUTO:
        return settings
    choice = engines.chosen(work.size, settings.spark.remote or settings.spark.master)
    warn(f"Engine {choice.name}: {choice.why}.")
    return replace(settings, engine=choice.name)


def known(session: Session, release: Release, what: str) -> None:
    """Say which release files came with. what: begins the sentence, such as ``this file is``."""
    nothing_new(
        session, f"Nothing new: {what} release {release.number} (taken in {moment(release.created_at)})."
    )
