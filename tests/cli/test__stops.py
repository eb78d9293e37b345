"""Being stopped: whatever happens after a stop signal, the call ends as that stop, and publishes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import Call
from tillhouse.lake.releases import Releases

#: How many runs are stopped; more with TILLHOUSE_CRASH_ROUNDS, as for the other tests that harm a process.
ROUNDS = 6 * int(os.environ.get("TILLHOUSE_CRASH_ROUNDS", "1"))
SENT = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


def stopped_amid(then: Callable[[], Any], sent: signal.Signals) -> Callable[..., Any]:
    """What a library does that swallows the exception of a signal, and then does something else."""

    def swallow(*_given: object, **_named: object) -> Any:
        try:
            os.kill(os.getpid(), sent)
            time.sleep(5)
        except BaseException:
            return then()
        raise AssertionError("no signal arrived")

    return swallow


def fails() -> None:
    raise TypeError("'NoneType' object is not iterable")


class Panic(BaseException):
    """What a library written in Rust raises when it gives up."""


def panics() -> None:
    raise Panic("interrupted")


@pytest.mark.parametrize(("sent", "code"), SENT)
@pytest.mark.parametrize("then", [fails, panics, lambda: None], ids=["an error", "a panic", "nothing"])
def test_an_error_after_a_stop_is_that_stop(
    call: Call, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, code: int, then: Callable[[], Any]
) -> None:
    monkeypatch.setattr(Releases, "latest", stopped_amid(then, sent))
    answer = call("status")
    assert answer.code == code
    assert answer.err.endswith("Error: Stopped. Nothing was published; the lake is as it was.\n")
    assert "error in Tillhouse" not in answer.err


class Finalized:
    """Raised inside its end, an exception goes nowhere: Python says so, and goes on."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)


def test_a_stop_that_arrives_in_a_finalizer_is_one(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Releases, "latest", lambda _self: [Finalized()].clear())
    answer = call("status")
    assert (answer.code, "Traceback" in answer.err) == (130, False)


def test_without_a_signal_the_same_error_is_ours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(Releases, "latest", lambda _self: fails())
    answer = call("status")
    assert (answer.code, "This is an error in Tillhouse" in answer.err) == (1, True)


@pytest.mark.parametrize(("sent", "code"), SENT)
def test_a_run_that_goes_on_after_a_stop_publishes_nothing(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, code: int
) -> None:
    """The signal comes when all is staged, and is swallowed; the run sees it before it publishes."""
    with monkeypatch.context() as patch:
        patch.setattr("tillhouse.pipeline.stages.sync", stopped_amid(lambda: None, sent))
        answer = call("open", "december.csv", "--yes")
    assert (answer.code, Releases(shop / "tillhouse-data").numbers()) == (code, [1])
    assert "Stopped. Nothing was published; release 1 stands." in answer.err
    assert call("open", "december.csv", "--yes", "--json").json["release"] == 2


def test_a_follower_that_is_stopped_is_no_failure_of_it(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow = stopped_amid(fails, signal.SIGINT)
    monkeypatch.setattr("tillhouse.runs.afterwards.warehouse.follow", follow)
    answer = call("open", "december.csv", "--yes")
    assert (answer.code, Releases(shop / "tillhouse-data").numbers()) == (130, [1, 2])
    assert "Stopped. Release 2 had been published and stands." in answer.err
    assert "the warehouse does not hold it" not in answer.err


def begin(program: str, *words: str) -> subprocess.Popen[str]:
    """The program in a process of its own, which listens to Ctrl-C whatever started the tests."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


#: A command that hears the first signal and goes on cleaning up, for longer than anybody waits.
STUBBORN = """
import sys, time
from tillhouse import cli
from tillhouse.lake.releases import Releases
def stubborn(_self):
    try:
        print("READY", flush=True)
        time.sleep(60)
    finally:
        print("CLEANING", flush=True)
        time.sleep(60)
Releases.latest = stubborn
cli.main(sys.argv[1:])
"""


@pytest.mark.parametrize(("sent", "code"), SENT)
def test_a_second_signal_ends_the_process(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    process = begin(STUBBORN, "--root", str(tmp_path), "status")
    assert process.stdout is not None
    for word in ("READY\n", "CLEANING\n"):
        assert process.stdout.readline() == word
        process.send_signal(sent)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (
        code,
        "Error: Stopped. Nothing was published; the lake is as it was.\n",
    )


#: A library that waits for a lock for ever, in its own code: Python never gets to raise anything.
DEAF = """
import ctypes, sys
from tillhouse import cli
from tillhouse.cli import _stops
from tillhouse.lake.releases import Releases
def deaf(_self):
    mutex, library = ctypes.create_string_buffer(64), ctypes.CDLL(None)
    library.pthread_mutex_lock(mutex)
    print("READY", flush=True)
    library.pthread_mutex_lock(mutex)
Releases.latest = deaf
_stops.GRACE = float(sys.argv[1])
cli.main(sys.argv[2:])
"""


@pytest.mark.parametrize(("grace", "signals"), [(60, 2), (0.1, 1)], ids=["a second signal", "time is up"])
def test_a_library_that_lets_no_signal_through_is_ended(tmp_path: Path, grace: float, signals: int) -> None:
    process = begin(DEAF, str(grace), "--root", str(tmp_path), "status")
    assert process.stdout is not None and process.stdout.readline() == "READY\n"
    for _ in range(signals):
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "Error: Stopped. Nothing was published; the lake is as it was.\n"


def test_a_signal_that_the_caller_ignores_stays_ignored(tmp_path: Path) -> None:
    program = "import signal, sys\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n" + STUBBORN.replace(
        "time.sleep(60)", "time.sleep(0.2)"
    )
    process = begin(program, "--root", str(tmp_path), "status")
    assert process.stdout is not None and process.stdout.readline() == "READY\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


RUN = "from tillhouse.__main__ import main; print('READY', flush=True); main()"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of a shop."""
    from tillhouse import cli

    file = tmp_path_factory.mktemp("sample") / "shop.csv"
    with pytest.raises(SystemExit):
        cli.main(["sample", str(file), "--lines", "4000"])
    return file


def ended(root: Path, sample: Path, after: float | None) -> tuple[int, str]:
    """The exit code, as a shell has it, of a run that Ctrl-C reaches after that many seconds, and what it says."""
    process = begin(RUN, "--root", str(root), "open", str(sample), "--yes")
    assert process.stdout is not None and process.stdout.readline() == "READY\n"
    if after is not None:
        time.sleep(after)
        process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    # When all is done, while Python takes itself down, the signal ends the process as it ends any other.
    return (130 if process.returncode == -signal.SIGINT else process.returncode), said


def test_ctrl_c_at_any_moment_of_a_run(tmp_path: Path, sample: Path) -> None:
    """Inside Polars and Delta as well: the exit code is that of a stop, and the lake is as before or published."""
    began = time.monotonic()
    assert ended(tmp_path / "whole", sample, None)[0] == 0
    took, seen = time.monotonic() - began, dict[bool, Path]()
    for n in range(ROUNDS):
        root = tmp_path / str(n)
        code, said = ended(root, sample, took * (n + 0.5) / ROUNDS)
        numbers = Releases(root).numbers()
        if code == 0:  # it was quicker than the one that was measured
            assert numbers == [1]
            continue
        assert (code, "Traceback" in said, "error in Tillhouse" in said) == (130, False, False), said
        assert numbers in ([], [1])
        assert said == "" or ("Release 1 had been published" in said) == bool(numbers), said
        seen[bool(numbers)] = root
    assert False in seen, "no run was stopped before it published"
    for root in seen.values():
        assert ended(root, sample, None)[0] == 0
        assert Releases(root).numbers() == [1]
