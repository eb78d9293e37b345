"""The rules of the house, held against all of `src`; and each rule against something that breaks it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests import house_rules as rules
from tillhouse import errors, folder
from tillhouse.catalog import LAYERS, catalog
from tillhouse.settings.settings import declared
from tillhouse.table import Column

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
FILES = {path.relative_to(SRC): path.read_text() for path in sorted(SRC.rglob("*.py"))}
LAYER_FOLDERS = tuple(f"tillhouse.tables.{layer}" for layer in LAYERS)
#: The folders whose files are one thing each, found by its name.
REGISTRIES = (
    *(
        f"tillhouse.{name}"
        for name in ("analytics", "checks", "dbt", "engines", "rest", "sources", "warehouses")
    ),
    *LAYER_FOLDERS,
)
Rule = Callable[[Path, str], Iterator[str]]
OUTPUT = Path("tillhouse/cli/_output.py")
SAMPLE = Path("tillhouse/sample")


def broken(rule: Rule, *, but: Path | None = None) -> list[str]:
    return [
        fault
        for path, text in FILES.items()
        if but is None or not path.is_relative_to(but)
        for fault in rule(path, text)
    ]


@pytest.mark.parametrize("name", list(catalog().tables))
def test_a_table_declares_what_it_is(name: str) -> None:
    assert list(rules.undeclared(catalog()[name])) == []


@pytest.mark.parametrize("package", REGISTRIES)
def test_entries_of_a_folder_do_not_know_each_other(package: str) -> None:
    packages = LAYER_FOLDERS if package in LAYER_FOLDERS else (package,)
    entries = [f"{p}.{name}" for p in packages for name in folder.names(p)]
    own = [f"{package}.{name}" for name in folder.names(package)]
    found = (rules.imported_siblings(e, FILES[Path(e.replace(".", "/") + ".py")], entries) for e in own)
    assert list(chain.from_iterable(found)) == []


def test_a_dozen_modules_stand_at_the_top() -> None:
    top = sorted(path.stem for path in (SRC / "tillhouse").glob("[!_]*.py"))
    assert len(top) <= 12, top


def test_files_of_one_prefix_are_a_folder() -> None:
    assert broken_prefixes(SRC / "tillhouse") == []


def test_two_files_of_one_prefix_are_named(tmp_path: Path) -> None:
    for name in ("_till_open.py", "_till_shut.py", "_till.py", "shop.py"):
        (tmp_path / name).touch()
    assert broken_prefixes(tmp_path) == ["_till_open.py and _till_shut.py: make a folder _till"]


def broken_prefixes(folder: Path) -> list[str]:
    """Helpers of a folder that share the first word of their names."""
    faults = []
    for place in (folder, *(path for path in sorted(folder.rglob("*")) if path.is_dir())):
        shared: dict[str, list[str]] = {}
        for path in sorted(place.glob("_[a-z]*_*.py")):
            shared.setdefault(path.stem.split("_")[1], []).append(path.name)
        faults += [
            f"{' and '.join(names)}: make a folder _{word}"
            for word, names in shared.items()
            if len(names) > 1
        ]
    return faults


def test_no_file_is_too_long() -> None:
    assert broken(rules.too_long) == []


def test_names_say_what_is_inside() -> None:
    assert [fault for path in FILES for fault in rules.junk_name(path)] == []


def test_functions_are_short() -> None:
    lengths = [lines for text in FILES.values() for _, lines in rules.function_lengths(text)]
    assert list(rules.long_functions(lengths)) == []


def test_one_module_prints() -> None:
    assert broken(rules.prints, but=OUTPUT) == []


def test_only_samples_are_left_to_chance() -> None:
    assert broken(rules.chance, but=SAMPLE) == []


def test_commands_compute_nothing() -> None:
    commands = {path: text for path, text in FILES.items() if path.is_relative_to("tillhouse/cli")}
    found = [fault for path, text in commands.items() for fault in rules.computes(path, text)]
    assert len(commands) > 40
    assert found == []


def test_what_is_not_built_is_not_there() -> None:
    assert broken(rules.unfinished) == []


def test_no_error_is_swallowed() -> None:
    assert broken(rules.broad_excuses) == []


def test_everything_public_says_what_it_means() -> None:
    assert broken(rules.undocumented) == []


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_pins_have_hashes_and_no_addresses(path: Path) -> None:
    assert list(rules.addresses(path.relative_to(ROOT), path.read_text())) == []


def _errors(kind: type[errors.TillhouseError]) -> Iterator[str]:
    for one in kind.__subclasses__():
        if one.__module__ == errors.__name__:
            yield one.__name__
            yield from _errors(one)


DOCUMENTED = {
    "commands.md": folder.names("tillhouse.cli"),
    "settings.md": [w for _, group, one in declared() for w in (one.key, one.variable(group)) if w],
    "tables.md": [word for table in catalog().tables.values() for word in (table.name, *table.columns)],
    "checks.md": folder.names("tillhouse.checks"),
    "errors.md": list(_errors(errors.TillhouseError)),
}


@pytest.mark.parametrize("page", DOCUMENTED)
def test_everything_is_documented(page: str) -> None:
    assert DOCUMENTED[page]
    assert list(rules.missing_from((ROOT / "docs" / "reference" / page).read_text(), DOCUMENTED[page])) == []


# Each rule finds what breaks it.


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"owner": ""}, "no owner"),
        ({"key": ()}, "no key"),
        ({"key": ("absent",)}, "no key"),
        ({"checks": ()}, "no checks"),
        ({"body": lambda: None}, "One row per"),
        ({"money": "absent"}, "no column absent"),
        ({"by": "month", "columns": {"customer_id": Column("text", "The customer.")}}, "no column month"),
        ({"columns": {"customer_key": Column("integer", "")}}, "no meaning"),
    ],
)
def test_a_table_that_does_not_say_is_found(change: dict[str, object], fault: str) -> None:
    bad = dataclasses.replace(catalog()["customer_sales"], **change)  # type: ignore[arg-type]
    assert any(fault in found for found in rules.undeclared(bad))


@pytest.mark.parametrize(
    ("rule", "snippet"),
    [
        (rules.too_long, "x = 1\n" * (rules.LONGEST_FILE + 1)),
        (rules.prints, "def f():\n    print('hello')\n"),
        (rules.chance, "def f():\n    from random import choice\n"),
        (rules.chance, "import numpy.random\n"),
        (rules.chance, "import numpy as np\nnp.random.default_rng(1)\n"),
        (rules.computes, "import polars as pl\n"),
        (rules.computes, "def f():\n    import narwhals as nw\n"),
        (rules.computes, "def f(snapshot):\n    return snapshot.frame('ledger')\n"),
        (rules.computes, "def f(found):\n    return found.collect().rows()\n"),
        (rules.computes, "def f(lines):\n    return sum(line.amount for line in lines)\n"),
        (rules.computes, "def f(session, found):\n    session.out.json({'rows': found})\n"),
        (rules.computes, "def f():\n    from tillhouse.answers.selection import matching\n"),
        (rules.unfinished, "def f():\n    return 0  # TODO: the sum\n"),
        (rules.unfinished, "from unittest.mock import Mock\n"),
        (rules.unfinished, "def f():\n    raise NotImplementedError\n"),
        (rules.broad_excuses, "try:\n    f()\nexcept Exception:\n    pass\n"),
        (rules.broad_excuses, "for x in y:\n    try:\n        f()\n    except:\n        continue\n"),
        (rules.undocumented, "x = 1\n"),
        (rules.undocumented, '"""Doc."""\ndef f():\n    return 1\n'),
        (rules.undocumented, '"""Doc."""\nclass A:\n    """Doc."""\n    def f(self):\n        return 1\n'),
        (rules.addresses, "polars==1 \\\n    --hash=sha256:0\n--index-url https://example.org\n"),
        (rules.addresses, "polars==1\n"),
    ],
)
def test_a_rule_finds_what_breaks_it(rule: Rule, snippet: str) -> None:
    assert list(rule(Path("bad.py"), snippet))


@pytest.mark.parametrize(
    "source",
    [
        "from tillhouse.sources.json import batches\n",
        "def f():\n    from tillhouse.sources import json\n",
        "import tillhouse.sources.json\n",
    ],
)
def test_an_import_of_a_sibling_is_found(source: str) -> None:
    entries = ["tillhouse.sources.csv", "tillhouse.sources.json"]
    assert list(rules.imported_siblings("tillhouse.sources.csv", source, entries))
    assert not list(rules.imported_siblings("tillhouse.sources.json", source, entries))


@pytest.mark.parametrize(
    "path", ["tillhouse/utils.py", "tillhouse/core/lake.py", "tillhouse/lake_manager.py"]
)
def test_a_name_that_says_nothing_is_found(path: str) -> None:
    assert list(rules.junk_name(Path(path)))


def test_long_functions_are_found() -> None:
    assert list(rules.long_functions([5] * 8 + [30] * 2))
    assert list(rules.long_functions([5] * 99 + [61]))
    assert not list(rules.long_functions([5] * 95 + [30] * 5))


def test_a_gap_in_the_docs_is_found() -> None:
    assert list(rules.missing_from("## daily_sales_old", ["daily_sales"])) == [
        "daily_sales is not documented"
    ]
