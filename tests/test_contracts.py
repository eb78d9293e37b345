"""Engines, warehouses and sources keep their contracts; mypy says so, and is seen to refuse what breaks one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from mypy import api

from tillhouse import folder

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
#: By room: the contracts that its files may declare themselves to keep.
CONTRACTS: Mapping[str, tuple[str, ...]] = {
    "engines": ("Engine", "ClusterEngine"),
    "sources": ("Source",),
    "warehouses": ("Kind",),
}
MEMBERS = [(room, name) for room in CONTRACTS for name in folder.names(f"tillhouse.{room}")]
_DECLARED = re.compile(r"\n    _checked: (?P<contract>\w+)(?:\[[\w.]+\])? = itself\n\Z")
Refused = Callable[[Path, str], str]


def text_of(room: str, name: str) -> str:
    return (SRC / "tillhouse" / room / f"{name}.py").read_text()


def contract_of(room: str, name: str) -> str:
    """The contract that a file has itself checked against; empty where it has none."""
    text = text_of(room, name)
    found = _DECLARED.search(text)
    imports_itself = f"    from tillhouse.{room} import {name} as itself\n" in text
    return found["contract"] if found and imports_itself else ""


@pytest.fixture(scope="module")
def refusal(tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """What mypy says of a file of a room, changed; empty where it is content."""
    cache = tmp_path_factory.mktemp("mypy")

    def said(place: Path, text: str) -> str:
        (place / "changed.py").write_text(
            re.sub(r"from tillhouse\.\w+ import \w+ as itself", "import changed as itself", text)
        )
        words = [
            "--config-file",
            str(ROOT / "pyproject.toml"),
            "--follow-imports",
            "silent",
            "--cache-dir",
            str(cache),
        ]
        output, errors, code = api.run([*words, str(place / "changed.py")])
        assert code < 2, output + errors
        return output if code else ""

    return said


@pytest.mark.parametrize(("room", "name"), MEMBERS)
def test_every_member_has_itself_checked(room: str, name: str) -> None:
    assert contract_of(room, name) in CONTRACTS[room]


@pytest.mark.parametrize("name", folder.names("tillhouse.engines"))
def test_an_engine_on_a_cluster_keeps_the_contract_of_one(name: str) -> None:
    declared = "\nON_CLUSTER = True\n" in text_of("engines", name)
    assert declared == (contract_of("engines", name) == "ClusterEngine")


def test_no_capability_is_found_by_asking() -> None:
    probes = re.compile(r"\bhasattr\(|\bgetattr\((?!self\b|error\b)")
    rooms = [path for room in CONTRACTS for path in (SRC / "tillhouse" / room).rglob("*.py")]
    callers = [path for name in ("pipeline", "lake") for path in (SRC / "tillhouse" / name).rglob("*.py")]
    found = [
        str(path)
        for path in [*rooms, *callers, SRC / "tillhouse/frame.py"]
        if probes.search(path.read_text())
    ]
    assert found == []
    assert probes.search('if hasattr(engine, "written"):')
    assert probes.search('getattr(module, "findings", None)')


@pytest.mark.parametrize(
    ("room", "name", "right", "wrong"),
    [
        ("engines", "polars", "def held(", "def kept("),
        ("engines", "polars", "ON_CLUSTER = False", "ON_CLUSTER = 'no'"),
        (
            "engines",
            "polars",
            "def once(frame: pl.LazyFrame) -> pl.LazyFrame:",
            "def once(frame: pl.LazyFrame) -> int:",
        ),
        ("sources", "json", "def records(file: Opened, feed: Feed)", "def records(file: Opened)"),
        ("sources", "json", "EXTENSIONS: tuple[str, ...]", "ENDINGS: tuple[str, ...]"),
        ("warehouses", "sqlite", "def findings(_url: str)", "def advice(_url: str)"),
        ("warehouses", "sqlite", "IS_FILE = True", "IS_LARGE = True"),
    ],
)
def test_what_breaks_a_contract_is_refused(
    room: str,
    name: str,
    right: str,
    wrong: str,
    refusal: Refused,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MYPYPATH", f"{SRC}:{tmp_path}")
    text = text_of(room, name)
    assert right in text
    assert refusal(tmp_path, text) == ""
    assert "[assignment]" in refusal(tmp_path, text.replace(right, wrong, 1))
