"""The program: help, mistakes, exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.calls import Call
from tillhouse import cli, folder
from tillhouse.errors import StalePlan
from tillhouse.lake.releases import Releases

HEAVY = ("polars", "narwhals", "deltalake", "duckdb", "rich", "tomlkit")


def test_every_file_of_the_folder_is_a_command_in_help(call: Call) -> None:
    listed = call("--help")
    assert listed.code == 0
    assert all(f"\n  {name} " in listed.out for name in folder.names("tillhouse.cli"))
    assert "Exit codes" in listed.out


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import sys
from tillhouse import cli
try:
    cli.main(["--help"])
except SystemExit:
    print("HEAVY", sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.endswith("HEAVY []\n")


def test_no_command_is_help(call: Call) -> None:
    assert call().out == call("--help").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["statsu"], 4, "Did you mean status?"),
        (["--engine", "polar", "status"], 4, "Did you mean polars?"),
        (["status", "--jsn"], 2, "--json"),
        (["statement"], 4, "tillhouse open FILE"),
        (["run"], 4, "tillhouse open FILE"),
        (["open", "none.csv"], 3, "There is no file none.csv"),
        (["apply", "3"], 4, "No plan is named 3"),
    ],
)
def test_a_mistake_has_its_code_and_the_next_step(call: Call, words: list[str], code: int, said: str) -> None:
    answer = call(*words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("Error: ")
    assert said in answer.err


def test_a_mistake_is_json_for_programs(call: Call) -> None:
    answer = call("apply", "3", "--json")
    assert answer.code == 4
    assert answer.json == {
        "error": {"kind": "UnknownName", "message": "No plan is named 3.", "hint": "Known: none yet."}
    }


def test_the_engine_of_the_environment_is_checked_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_ENGINE", "polar")
    assert call("status").code == 4


def test_suggested_commands_name_the_lake(call: Call) -> None:
    assert "tillhouse --root other open FILE" in call("--root", "other", "statement").err
    assert "tillhouse --root other demo" in call("--root", "other", "status").out


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Nothing was published; the lake is as it was."),
        (cli.Terminated(), 143, "Nothing was published; the lake is as it was."),
        (
            StalePlan("It is stale.", "Plan again:  tillhouse plan"),
            3,
            "It is stale.\nPlan again:  tillhouse plan",
        ),
        (ZeroDivisionError("odd"), 1, "TILLHOUSE_DEBUG=1"),
        (SystemExit(0), 1, "SystemExit: 0"),
        (ModuleNotFoundError("No module named 'py4j'", name="py4j.protocol"), 4, "tillhouse[spark]"),
        (ImportError("no pq wrapper available"), 4, "pip install --force-reinstall 'tillhouse'"),
        (ImportError("cannot import name x", name="tillhouse.table"), 1, "error in Tillhouse"),
    ],
)
def test_how_a_command_ends(
    call: Call, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, said: str
) -> None:
    def ends(_self: Releases) -> None:
        raise raised

    monkeypatch.setattr(Releases, "latest", ends)
    answer = call("status")
    assert answer.code == code
    assert said in answer.err


def test_the_traceback_is_there_when_asked_for(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_DEBUG", "1")
    monkeypatch.setattr(Releases, "latest", lambda _self: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["status"])
