"""What `open`, `run` and `plan` share: doing the work and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.cli import _plan
from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import moment, warn
from tillhouse.cli._session import Session
from tillhouse.cli.statement import show

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release
    from tillhouse.runs.opened import OpenedFiles
    from tillhouse.runs.running import Work
    from tillhouse.settings.feed import Feed
    from tillhouse.settings.settings import Settings
    from tillhouse.sources import Opened


def take(
    session: Session,
    settings: Settings,
    work: Work,
    cause: str,
    profile: bool,
    records: int = 0,
    reading: OpenedFiles | None = None,
    feeds: Iterable[Feed] = (),
) -> bool:
    """Run, and show the statement of the release; False when nothing was new.

    reading: of the files opened. feeds: those to be saved once nothing is open.
    """
    from tillhouse.answers.statement import statement
    from tillhouse.lake.snapshot import Snapshot
    from tillhouse.runs.running import run

    settings = _on_engine(settings, work)

    def published(release: Release) -> None:
        snapshot = Snapshot(settings, release)
        show(session, snapshot, statement(snapshot).published(reading))

    with session.progress(records, profile, published) as tell:
        return run(settings, work, cause, tell, feeds) is not None


def plan(
    session: Session, settings: Settings, work: Work, cause: str, profile: bool, feeds: Iterable[Feed] = ()
) -> bool:
    """Stage and check, keep the plan and show what it would change; False when nothing is new."""
    from tillhouse.runs.planned import planned
    from tillhouse.runs.running import plan as staged

    settings = _on_engine(settings, work)
    with session.progress(profile=profile) as tell:
        candidate = staged(settings, work, cause, tell, feeds)
    if candidate is None:
        return False
    _plan.show(session, planned(settings, candidate))
    return True


def _on_engine(settings: Settings, work: Work) -> Settings:
    """The settings with the engine that ``auto`` stands for with this work, and why on standard error."""
    from tillhouse import engines  # brings narwhals, which --help need not pay

    if settings.engine != engines.AUTO:
        return settings
    choice = engines.chosen(work.size, settings.spark.remote or settings.spark.master)
    warn(f"Engine {choice.name}: {choice.why}.")
    return replace(settings, engine=choice.name)


def known(session: Session, release: Release, what: str, files: Sequence[Opened]) -> None:
    """Say which release files came with, and which of them count no more. what: such as ``this file is``."""
    from tillhouse.runs.gone_back import overruled

    for name, command in overruled(session.settings, files):
        warn(f"{name} came before, and a later delivery took its place: it counts no more.")
        warn(f"To go back to it, take the later one out:  {session.out.commands(command)}")
    nothing_new(
        session, f"Nothing new: {what} release {release.number} (taken in {moment(release.created_at)})."
    )
