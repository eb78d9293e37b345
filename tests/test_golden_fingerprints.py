"""A golden fingerprint moves only with the code behind it; see `tests.locked`.

`make goldens` writes the lock again, after a change that is meant.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests import locked
from tests.locked import Locked
from tests.shops import Shop
from tillhouse.definition import installed


@pytest.mark.parametrize("lake", ["small", "reference"])
def test_golden_fingerprints_are_as_locked(lake: str, request: pytest.FixtureRequest) -> None:
    shop: Shop = request.getfixturevalue(f"{lake}_lake")
    now, before = locked.found(shop), locked.read().get(lake)
    writes = os.environ.get("TILLHOUSE_GOLDENS") == "write"
    said = locked.message(lake, before, now) if before else f"The {lake} lake is not locked:  make goldens"
    if writes and (before is None or not said or said.endswith("make goldens")):
        locked.write(lake, now)
        return
    assert not said, said


FILES = Locked("f", "i", {"a": ("code a", "1"), "b": ("code b", "2"), "c": ("code c", "3")})
INPUTS = {"b": ("a",), "c": ("b",)}


def changed(name: str, code: str | None = None, held: str | None = None) -> Locked:
    """The lake with another code or fingerprint of one table."""
    before = FILES.tables[name]
    return replace(FILES, tables={**FILES.tables, name: (code or before[0], held or before[1])})


def both(first: Locked, second: Locked) -> Locked:
    """A lake that differs from the locked one in two tables."""
    found = {
        n: first.tables[n] if first.tables[n] != k else second.tables[n] for n, k in FILES.tables.items()
    }
    return replace(FILES, tables=found)


CASES = {
    "same": (FILES, {}),
    "drift": (changed("b", held="x"), {"b": False}),
    "other code, same rows": (changed("b", code="new"), {}),
    "other code, other rows": (changed("b", code="new", held="x"), {"b": True}),
    "other files": (replace(changed("c", held="x"), delivered="g"), {"c": True}),
    "read otherwise": (replace(changed("c", held="x"), intake="j"), {"c": True}),
    "code upstream": (both(changed("a", code="new"), changed("c", held="x")), {"c": True}),
    "code downstream": (both(changed("c", code="new"), changed("b", held="x")), {"b": False}),
}


@pytest.mark.parametrize(("now", "expected"), CASES.values(), ids=CASES.keys())
def test_what_moved_is_told_from_what_drifted(now: Locked, expected: dict[str, bool]) -> None:
    assert dict(locked.moved(FILES, now, INPUTS)) == expected


def test_one_changed_row_is_noticed(small_lake: Shop) -> None:
    """Negative control: the lock of this lake, as if one mart had held something else."""
    before = locked.found(small_lake)
    code, _ = before.tables["daily_sales"]
    other = replace(before, tables={**before.tables, "daily_sales": (code, "0" * 32)})
    assert "computes otherwise" in locked.message("small", other, before)
    older = replace(other, tables={**other.tables, "ledger": ("older", other.tables["ledger"][1])})
    assert locked.message("small", older, before).endswith("make goldens")
    assert locked.message("small", before, before) == ""


@pytest.mark.parametrize(
    "now", [changed("b", code="new"), replace(FILES, intake="j"), replace(FILES, delivered="g")]
)
def test_code_that_changed_no_row_is_locked_too(now: Locked) -> None:
    """Else a fingerprint that drifts later would be written, as if that code had moved it."""
    assert locked.message("some", FILES, now).endswith("make goldens")
    drifted = replace(now, tables={**now.tables, "a": ("code a", "x")})
    assert "computes otherwise" in locked.message("some", now, drifted)


def test_intake_is_all_that_turns_files_into_bronze_and_no_word_of_it(tmp_path: Path) -> None:
    package = tmp_path / "tillhouse"
    shutil.copytree(installed().package, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = locked.intake(package)
    read = {
        "reading.py",
        "retail/events.py",
        "pipeline/intake.py",
        "pipeline/completion.py",
        "sources/csv.py",
    }
    assert read <= before.keys()
    assert not {name for name in before if name.startswith(("tables/gold", "tables/marts", "answers", "cli"))}
    for name in read:
        path = package / name
        path.write_text(f"# A word.\n{path.read_text()}")
    assert locked.intake(package) == before
    for name in read:
        path = package / name
        path.write_text(f"{path.read_text()}\nmore = 1\n")
    assert {name for name, code in locked.intake(package).items() if before[name] != code} == read


def test_the_lock_of_one_lake_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    locked.write("one", FILES, path)
    locked.write("two", changed("a", code="new"), path)
    assert locked.read(path) == {"one": FILES, "two": changed("a", code="new")}
