"""Modules hold no state but what is listed, with its owner, its bound and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.module_state import KNOWN, states

SRC = Path(__file__).parents[1] / "src"
FILES = {path.relative_to(SRC): path.read_text() for path in sorted(SRC.rglob("*.py"))}
FOUND = {name: what for path, text in FILES.items() for name, what in states(path, text)}


def test_no_module_holds_state_that_is_not_listed() -> None:
    assert [f"{name} {what}" for name, what in FOUND.items() if name not in KNOWN] == []


def test_what_is_listed_is_there() -> None:
    assert sorted(set(KNOWN) - set(FOUND)) == []


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_listed_says_who_owns_it_how_large_it_gets_and_why(name: str) -> None:
    held = KNOWN[name]
    assert held.owner in {"process", "thread"}
    assert all(len(words) > 0 for words in (held.bound, held.why))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("count = 0\ndef f():\n    global count\n    count += 1\n", "count"),
        ("SEEN = {}\ndef f(x):\n    SEEN[x] = 1\n", "SEEN"),
        ("SEEN: dict[str, int] = {}\ndef f(x):\n    del SEEN[x]\n", "SEEN"),
        ("SEEN = dict()\ndef f(x):\n    SEEN.update(x)\n", "SEEN"),
        (
            "from collections import defaultdict\nSEEN = defaultdict(list)\ndef f(x):\n    SEEN.pop(x)\n",
            "SEEN",
        ),
        ("SEEN = []\ndef f(x):\n    SEEN.append(x)\n", "SEEN"),
        ("SEEN = {1}\ndef f(x):\n    SEEN.add(x)\n", "SEEN"),
        ("SEEN = [n for n in range(3)]\ndef f(x):\n    SEEN[0] += x\n", "SEEN"),
        ("class A:\n    seen = []\n    def f(self, x):\n        self.seen.append(x)\n", "seen"),
        ("from threading import Lock\nLOCK = Lock()\n", "LOCK"),
        ("import threading\nHERE = threading.local()\n", "HERE"),
        ("import duckdb\nDATABASE = duckdb.connect()\n", "DATABASE"),
        ("class Session:\n    def f(self):\n        self.x = 1\nSESSION = Session()\n", "SESSION"),
        ("from functools import cache\n@cache\ndef f(rows):\n    return rows\n", "f"),
        ("@cache\ndef pool() -> ThreadPoolExecutor:\n    return ThreadPoolExecutor()\n", "pool"),
        ("import functools\n@functools.lru_cache(maxsize=1)\ndef f(*rows):\n    return rows\n", "f"),
        ("from functools import cache\nclass A:\n    @cache\n    def f(self):\n        return 1\n", "f"),
    ],
)
def test_state_is_found(source: str, name: str) -> None:
    assert [found for found, _ in states(Path("tillhouse/bad.py"), source)] == [f"bad.py:{name}"]


@pytest.mark.parametrize(
    "source",
    [
        "NAMES = {'a': 1}\ndef f(x):\n    return NAMES[x]\n",
        "NAMES = ['a']\ndef f():\n    found = list(NAMES)\n    found.append('b')\n    return found\n",
        "def f():\n    seen = {}\n    seen['a'] = 1\n    return seen\n",
        "from functools import cache\n@cache\ndef f():\n    return 1\n",
        "from functools import cache\ndef f(rows):\n    @cache\n    def g(row):\n        return row\n    return g\n",
        "class A:\n    def f(self):\n        return 1\nONE = A()\n",
        "class A:\n    def f(self):\n        self.seen = []\n        self.seen.append(1)\n",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    x: int = 1\nONE = A()\n",
    ],
)
def test_what_is_no_state_is_left_alone(source: str) -> None:
    assert list(states(Path("tillhouse/good.py"), source)) == []
