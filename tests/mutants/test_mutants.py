"""The list of planted faults, and the program that plants them, held against faults of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutants.__main__ import main
from tests.mutants.faults import ROOT, Fault, Stale, load, tenth
from tests.mutants.trial import Trials

SOURCE = ROOT / "src" / "tillhouse"
FAULTS = load()
#: A fault that a test of its room notices.
WRONG = Fault(
    "retail",
    "what-is-taken-off-is-added",
    "retail/money.py",
    "- taken.cast(_NARROW)",
    "+ taken.cast(_NARROW)",
    ("tests/retail/test_money.py",),
)
HARMLESS = replace(WRONG, name="another-word", old="Exact arithmetic", new="Precise arithmetic")


@pytest.fixture(scope="module")
def trials() -> Trials:
    return Trials()


def written(folder: Path, fault: Fault) -> str:
    """The folder of a list of one fault."""
    words = f'[{fault.name}]\nfile = "{fault.file}"\nold = "{fault.old}"\nnew = "{fault.new}"\n'
    (folder / f"{fault.room}.toml").write_text(f"{words}tests = {list(fault.tests)}\n")
    return str(folder)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.room}/{fault.name}")
def test_every_fault_can_be_planted_and_names_tests_that_exist(fault: Fault) -> None:
    assert fault.planted((SOURCE / fault.file).read_text())
    assert fault.tests
    for test in fault.tests:
        path, _, function = test.partition("[")[0].partition("::")
        assert not function or f"def {function}(" in (ROOT / path).read_text(), test


def test_every_room_has_faults() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert {fault.room for fault in FAULTS} == {*rooms, "top"}
    assert all(f.file.startswith(f"{f.room}/") or "/" not in f.file for f in FAULTS)
    assert len(FAULTS) >= 120


def test_a_fault_that_a_test_notices_is_caught(trials: Trials) -> None:
    assert trials.outcome(WRONG).verdict == "caught"


def test_a_change_that_no_test_notices_survives_unless_it_is_explained(trials: Trials) -> None:
    explained = "a docstring is no code"
    assert trials.outcome(HARMLESS).verdict == "survived"
    assert trials.outcome(replace(HARMLESS, equivalent=explained)).verdict == "explained"
    assert trials.outcome(replace(WRONG, equivalent=explained)).verdict == "error"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda f: replace(f, old="no such text"), "0 times, not once"),
        (lambda f: replace(f, old="nw."), "not once"),
        (lambda f: replace(f, new=f.old), "changes nothing"),
        (lambda f: replace(f, new="("), "cannot be compiled"),
        (lambda f: replace(f, file="retail/no_such_file.py"), "No such file"),
        (lambda f: replace(f, tests=("tests/retail/test_money.py::test_no_such",)), "without the fault"),
        (lambda f: replace(f, old="prec=80", new="prec=1 / 0"), "pytest ended with 2"),
    ],
)
def test_a_fault_that_cannot_be_tried_is_an_error(
    wrong: Callable[[Fault], Fault], says: str, trials: Trials
) -> None:
    outcome = trials.outcome(wrong(WRONG))
    assert outcome.verdict == "error"
    assert says in outcome.said


def test_tests_that_do_not_end_are_an_error() -> None:
    outcome = Trials(limit=0.2).outcome(WRONG)
    assert outcome.verdict == "error"
    assert "longer than 0.2 s" in outcome.said


def test_tests_that_keep_the_processor_busy_too_long_are_an_error() -> None:
    """Pytest alone takes some of its time, so no test has to be slow here."""
    outcome = Trials(most=0.01).outcome(WRONG)
    assert outcome.verdict == "error"
    assert "s of the processor, more than 0.01" in outcome.said


def test_the_program_names_survivors_and_leaves_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lists", written(tmp_path, HARMLESS)]) == 1
    printed = capsys.readouterr().out
    assert "survived: retail/another-word in retail/money.py" in printed
    assert "1 faults: 0 caught, 0 explained, 1 survived, 0 error" in printed


def test_the_program_leaves_with_nothing_when_all_are_caught(tmp_path: Path) -> None:
    assert main(["--lists", written(tmp_path, WRONG)]) == 0
    assert main(["--lists", str(tmp_path), "--only", "retail/what-is-taken-off-is-added"]) == 0
    assert main(["--lists", str(tmp_path), "--only", "no-such-fault"]) == 1


def test_the_program_names_a_stale_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lists", written(tmp_path, replace(WRONG, old="no such text"))]) == 1
    assert "stale: retail/money.py has its text 0 times, not once: no such text" in capsys.readouterr().out


def test_a_commit_picks_about_a_tenth_and_another_commit_others() -> None:
    many = [replace(WRONG, name=f"fault-{number}") for number in range(1_000)]
    first, second = set(tenth(many, "a1b2")), set(tenth(many, "c3d4"))
    assert 60 < len(first) < 140
    assert first == set(tenth(many, "a1b2"))
    assert len(first & second) < 40


def test_a_fault_is_planted_once_or_not_at_all() -> None:
    with pytest.raises(Stale, match="2 times"):
        replace(WRONG, file="x.toml", old="a", new="b").planted("a a")
    assert replace(WRONG, file="x.toml", old="a", new="b").planted("a c") == "b c"
