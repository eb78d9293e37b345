"""What followed a release, said after it: analytics that were built, a warehouse that was loaded, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import warn
from tillhouse.errors import CheckStopped, TillhouseError, of_import, unforeseen

if TYPE_CHECKING:
    from tillhouse.cli._session import Session
    from tillhouse.runs.afterwards import Report

#: What is true of a release when a follower failed.
_WITHOUT = {"analytics": "its analytics are not built", "warehouse": "the warehouse does not hold it"}


def say(session: Session, reports: Iterable[Report]) -> int:
    """Say what followed; the exit code of the first that failed, else 0."""
    codes = [_failed(session, one) if one.failure else _done(session, one) for one in reports]
    return next((code for code in codes if code), 0)


def _failed(session: Session, report: Report) -> int:
    failure = report.failure
    assert failure is not None
    if isinstance(failure, ImportError):
        failure = of_import(failure) or failure
    later = f"Do it later:  {session.out.command(report.retry)}"
    stands = f"Warning: release {report.release} is published, but {_WITHOUT[report.follower]}"
    if isinstance(failure, TillhouseError):
        hint = [failure.hint] if failure.hint and not isinstance(failure, CheckStopped) else []
        warn(f"{stands}: {failure.message}", *hint, later)
        return failure.exit_code
    text, advice = unforeseen(failure)
    warn(f"{stands}: {text}", advice, later)
    return 1


def _done(session: Session, report: Report) -> int:
    says: Mapping[str, Callable[[Session, Any], None]] = {"analytics": _analytics, "warehouse": _warehouse}
    says[report.follower](session, report.result)
    return 0


def _analytics(session: Session, done: Any) -> None:
    from tillhouse.cli._analytics import warn_of

    if done.release:
        warn(f"Release {done.release.number}: {done.release.cause}.")
    warn_of(session.settings, done)


def _warehouse(session: Session, done: Any) -> None:
    from tillhouse.cli.warehouse import show

    show(session, *done)
