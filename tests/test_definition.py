"""Each shared module and data file is edited in a copy of the package: exactly the tables that run it are others."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grimp
import pytest

from tillhouse import definition
from tillhouse.catalog import catalog
from tillhouse.definition import APART, Sources

HERE = definition.installed().package
#: What reads money and countries from text.
_SALES = ("ledger", "statement")
DATA = {
    "countries.csv": {"converted_sales", "dim_country", "exchange_rates", *_SALES},
    "country_facts.csv": {"converted_sales", "country_facts", "exchange_rates", *_SALES},
    "country_sources.csv": {"converted_sales", "country_facts", "exchange_rates", *_SALES},
    "currency_signs.csv": {*_SALES},
    "column_names.csv": set[str](),
    "status_words.csv": set[str](),
    "bill_words.csv": set[str](),
    "product_categories.csv": {"category_accuracy", "product_categories"},
    "product_brands.csv": {"category_accuracy", "product_categories"},
    # A shop's own file is called the same, and what reads own metrics names it.
    "rfm_segments.csv": {"customer_rfm", "kpis", "rfm_cut_points"},
}


def identities(package: Path) -> dict[str, str]:
    sources = Sources(package)
    return {
        name: sources.identity(package / table.source.relative_to(HERE))
        for name, table in catalog().tables.items()
    }


def others(package: Path, before: dict[str, str]) -> set[str]:
    return {name for name, now in identities(package).items() if now != before[name]}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("package") / "tillhouse"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def before(package: Path) -> dict[str, str]:
    found = identities(package)
    assert found == {name: table.definition for name, table in catalog().tables.items()}
    return found


@pytest.fixture(scope="module")
def running() -> dict[str, set[str]]:
    """By module, ``a.b``, the tables that run it, as another reader of imports sees them."""
    graph = grimp.build_graph("tillhouse", exclude_type_checking_imports=True, cache_dir=None)
    for name in sorted(graph.modules):
        if name.split(".")[1:2] and name.split(".")[1] in APART:
            graph.remove_module(name)
    found: dict[str, set[str]] = {}
    for name, table in catalog().tables.items():
        module = f"tillhouse.tables.{table.layer}.{name}"
        for upstream in graph.find_upstream_modules(module) - {module}:
            words = upstream.split(".")[1:]  # and the packages it is in
            for end in range(1, len(words) + 1):
                found.setdefault(".".join(words[:end]), set()).add(name)
    return found


@contextmanager
def edited(*paths: Path, text: str = "\n_EDITED = 1\n") -> Iterator[None]:
    """With a line more at the end of these files."""
    before = {path: path.read_text() for path in paths}
    for path, was in before.items():
        path.write_text(was + text)
    try:
        yield
    finally:
        for path, was in before.items():
            path.write_text(was)


def test_a_shared_module_that_is_edited_makes_the_tables_that_run_it_stale(
    package: Path, before: dict[str, str], running: dict[str, set[str]]
) -> None:
    rest = []
    for path in sorted(package.rglob("*.py")):
        words = path.relative_to(package).with_suffix("").parts
        name = ".".join(words[:-1] if words[-1] == "__init__" else words)
        if words[0] == "tables":
            continue
        if name not in running:
            rest.append(path)
            continue
        with edited(path):
            assert others(package, before) == running[name], name
    with edited(*rest):
        assert others(package, before) == set()


@pytest.mark.parametrize("name", sorted(p.name for p in (HERE / "data").glob("*.csv")))
def test_a_data_file_that_is_edited_makes_the_tables_that_read_it_stale(
    package: Path, before: dict[str, str], name: str
) -> None:
    with edited(package / "data" / name, text="\n"):
        assert others(package, before) == DATA[name]


@pytest.mark.parametrize(
    ("before_it", "after_it", "stale"),
    [
        ('"""One row per', '"""Now one row for each', False),
        ('owner="sales"', 'owner="finance"', False),
        ("\"The store's", '"Of the store:', False),
        ("# ", "# not ", False),
        ('by="month"', "by=None", True),
        ('money="amount"', "money=None", True),
        ('Column("text"', 'Column("date"', True),
    ],
)
def test_words_are_not_part_of_it_and_declarations_that_move_rows_are(
    package: Path, before: dict[str, str], before_it: str, after_it: str, stale: bool
) -> None:
    path = package / "tables" / "silver" / "ledger.py"
    was = path.read_text()
    path.write_text(was.replace(before_it, after_it))
    assert others(package, before) == ({"ledger"} if stale else set())
    path.write_text(was)


def test_checks_are_not_part_of_it_and_have_an_identity_of_their_own(
    package: Path, before: dict[str, str]
) -> None:
    path = package / "checks" / "in_range.py"
    checks = Sources(package).of_checks()
    with edited(path):
        assert others(package, before) == set()
        assert Sources(package).of_checks() != checks


def test_a_module_that_moves_leaves_it_as_it_is(package: Path, before: dict[str, str]) -> None:
    path = package / "tables" / "silver" / "ledger.py"
    was = path.read_text()
    here, there = package / "retail" / "row_score.py", package / "kinds.py"
    here.rename(there)
    text = was.replace("from tillhouse.retail.row_score import", "from tillhouse.kinds import")
    assert text != was
    path.write_text(text)
    assert others(package, before) == set()
    there.rename(here)
    path.write_text(was)


def test_what_was_found_is_kept_until_the_package_is_another(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = tmp_path / "cache" / "identities.json"
    source = package / "tables" / "silver" / "ledger.py"
    found = Sources(package, kept).identity(source)
    assert found == Sources(package).identity(source)
    kept.write_text(kept.read_text().replace(found, "as kept"))
    assert Sources(package, kept).identity(source) == "as kept"
    os.utime(package / "reading.py", ns=(1, 1))
    assert Sources(package, kept).identity(source) == found


@pytest.mark.parametrize("text", ["", "{", "[]", '{"stamp": 1}'])
def test_what_cannot_be_read_of_it_is_found_again(package: Path, tmp_path: Path, text: str) -> None:
    kept = tmp_path / "identities.json"
    kept.write_text(text)
    source = package / "reading.py"
    assert Sources(package, kept).identity(source) == Sources(package).identity(source)


def test_nothing_is_kept_where_python_keeps_no_compiled_code(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept = tmp_path / "identities.json"
    Sources(package, kept).identity(package / "reading.py")
    assert not kept.exists()
