"""The loader and the server are killed at many points: a warehouse holds one release or the next, never a part."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.cli.calls import line
from tests.warehouses.conftest import Growing
from tests.warehouses.servers import Cluster
from tillhouse.errors import WarehouseUnavailable
from tillhouse.warehouses import Place, checked, load
from tillhouse.warehouses._postgres import connection as connecting

SRC = Path(__file__).parents[2] / "src"
ROUNDS = int(os.environ.get("TILLHOUSE_CRASH_ROUNDS", "1"))
POINTS = ("warehouse prepared", "warehouse fact_sales", "warehouse recorded", "warehouse committed")
MORE = [line(number, 4, day=27) for number in range(300, 310)] + [line(n, 5) for n in range(400, 420)]
#: Seconds from the moment at which a loader has its place to the kill.
MOMENTS = [0.02 * step for step in range(6 * ROUNDS)]
PLACE_TAKEN = """
    SELECT count(*) > 0 FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE locktype = 'advisory' AND objid = %s AND granted AND datname = current_database()
"""


def loader(lake: Growing, place: Place, failpoint: str = "") -> subprocess.Popen[bytes]:
    """The program, loading in a process of its own."""
    words = [sys.executable, "-m", "tillhouse", "--root", str(lake.root), "warehouse", "load"]
    given = {
        "PYTHONPATH": str(SRC),
        "TILLHOUSE_FAILPOINT": failpoint,
        "TILLHOUSE_WAREHOUSE_TO": place.to,
        "TILLHOUSE_WAREHOUSE_URL": place.url if place.to == "postgres" else f"{place.to}:///{place.url}",
    }
    return subprocess.Popen(
        [*words, "--to", place.to],
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def whole(lake: Growing, place: Place) -> int:
    """The release that a warehouse holds, every row of it."""
    found = checked(lake.settings, place)
    assert found.differences == ()
    return found.release


def in_midst(place: Place, runs: Callable[[], bool], begins: Callable[[], None] | None = None) -> bool:
    """Wait until a load is in its transaction; False if it ended before that was seen. begins: starts the load."""
    with psycopg.connect(place.url, autocommit=True) as connection:
        if begins is not None:
            begins()
        while runs():
            if connection.execute(PLACE_TAKEN, (connecting.LOADER,)).fetchone() == (True,):
                return True
            time.sleep(0.002)
    return False


@pytest.mark.parametrize("point", POINTS)
def test_a_loader_killed_at_a_point_leaves_one_release_whole(lake: Growing, place: Place, point: str) -> None:
    load(lake.settings, place)
    lake.deliver("more.csv", MORE)
    killed = loader(lake, place, point)
    killed.communicate()
    assert killed.returncode == 9
    assert whole(lake, place) == (2 if point == "warehouse committed" else 1)
    load(lake.settings, place)
    assert whole(lake, place) == 2


def test_a_first_load_that_was_killed_leaves_nothing_in_the_way(lake: Growing, place: Place) -> None:
    killed = loader(lake, place, "warehouse fact_sales")
    killed.communicate()
    assert killed.returncode == 9
    load(lake.settings, place)
    assert whole(lake, place) == 1


def test_a_loader_killed_at_any_moment_leaves_one_release_whole(lake: Growing, postgres: Place) -> None:
    load(lake.settings, postgres)
    hit = 0
    for step in range(3 * ROUNDS):
        before = whole(lake, postgres)
        release = lake.deliver(f"more{step}.csv", [line(500 + 20 * step + n, 5) for n in range(20)])
        process = loader(lake, postgres)
        assert in_midst(postgres, lambda: process.poll() is None)  # noqa: B023 (called now)
        time.sleep(MOMENTS[step])
        process.send_signal(signal.SIGKILL)
        process.communicate()
        held = whole(lake, postgres)
        assert held in {before, release.number}
        hit += process.returncode == -signal.SIGKILL and held == before
    assert hit
    load(lake.settings, postgres)
    assert not checked(lake.settings, postgres).behind


def test_a_server_killed_under_load_comes_back_with_one_release_whole(
    server: Cluster, lake: Growing, postgres: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "TRIES", 1)
    load(lake.settings, postgres)
    hit = 0
    for step, moment in enumerate(MOMENTS):
        before = whole(lake, postgres)
        release = lake.deliver(f"more{step}.csv", [line(500 + 20 * step + n, 5) for n in range(20)])
        outcome = _while_loading(lake, postgres, server.kill, moment)
        server.start()
        assert all(isinstance(error, WarehouseUnavailable) for error in outcome)
        assert whole(lake, postgres) in ({before, release.number} if outcome else {release.number})
        hit += bool(outcome)
    assert hit
    load(lake.settings, postgres)
    assert not checked(lake.settings, postgres).behind


def test_a_load_goes_on_by_itself_when_the_server_comes_back(
    server: Cluster, lake: Growing, postgres: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(lake.settings, postgres)
    release = lake.deliver("more.csv", MORE)
    waited: list[int] = []
    pause = connecting.pause
    monkeypatch.setattr(connecting, "pause", lambda attempt: waited.append(attempt) or pause(attempt))
    monkeypatch.setattr(connecting, "LOCK_MS", 20_000)

    def restart() -> None:
        server.stop("immediate")
        server.start()

    with suppress(psycopg.OperationalError), psycopg.connect(postgres.url) as other:
        other.execute("LOCK TABLE tillhouse.fact_sales")  # so that the load cannot end before the restart
        assert _while_loading(lake, postgres, restart, 0.1) == []
    assert waited
    assert whole(lake, postgres) == release.number


def _while_loading(
    lake: Growing, place: Place, happens: Callable[[], None], after: float
) -> list[BaseException]:
    """Run a load, and something that many seconds after it took its place; what the load raised."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            load(lake.settings, place)
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    assert in_midst(place, thread.is_alive, thread.start)
    time.sleep(after)
    happens()
    thread.join()
    return raised
