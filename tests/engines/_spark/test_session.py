"""Who may have the Spark session as it is; no Spark is started here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from tillhouse.engines._spark.session import Session
from tillhouse.errors import TryAgain
from tillhouse.settings.spark import Spark

HERE = Spark(master="local[2]")
OTHER = replace(HERE, driver_memory="2g")


def test_runs_with_the_same_settings_share_a_session() -> None:
    session = Session()
    first, second = session.use(HERE), session.use(HERE)
    first()
    with pytest.raises(TryAgain, match="another run, with other settings"):
        session.use(OTHER)
    second()
    session.use(OTHER)
    assert session.settings == OTHER


def test_leaving_twice_counts_once() -> None:
    session = Session()
    first = session.use(HERE)
    session.use(HERE)
    first()
    first()
    with pytest.raises(TryAgain):
        session.use(OTHER)


def test_whoever_is_refused_changes_nothing_and_holds_nothing() -> None:
    session = Session()
    leave = session.use(HERE)
    with pytest.raises(TryAgain):
        session.use(OTHER)
    assert session.settings == HERE
    leave()
    session.use(OTHER)


def test_many_threads_come_and_go() -> None:
    session = Session()

    def come_and_go() -> None:
        for _ in range(200):
            session.use(HERE)()

    threads = [Thread(target=come_and_go) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    session.use(OTHER)


def test_a_session_that_never_ran_has_no_tasks_and_can_be_stopped() -> None:
    session = Session()
    session.stop()
    assert session.tasks() == (0, 0)


class Started:
    """A session without Spark, to which the package cannot be sent."""

    def __init__(self) -> None:
        self.stopped = 0
        self.packed = Path()

    def addArtifacts(self, path: str, pyfile: bool) -> None:  # noqa: N802
        """Refuse the package."""
        self.packed = Path(path)
        raise OSError("connection lost")

    def stop(self) -> None:
        self.stopped += 1


def test_a_session_that_does_not_get_the_package_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Started(), Started()
    starts = iter([first, second])
    monkeypatch.setattr(Session, "_connected", lambda session: next(starts))
    session = Session()
    session.use(Spark(remote="sc://localhost"))
    for found in (first, second):
        with pytest.raises(OSError, match="connection lost"):
            session.get()
        assert found.stopped == 1
        assert found.packed.name == "tillhouse.zip"
        assert not found.packed.parent.exists()
    session.stop()
    assert (first.stopped, second.stopped) == (1, 1)
