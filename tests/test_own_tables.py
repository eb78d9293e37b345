"""Tables of a lake's own: how their files are read, and what is refused, with file and line."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from tillhouse.catalog import catalog
from tillhouse.errors import BadSetting
from tillhouse.frame import framed
from tillhouse.own_tables import is_own, own_tables
from tillhouse.settings.own_folder import texts, unused
from tillhouse.settings.settings import Settings, load

HEAD = """import narwhals as nw
from tillhouse.frame import Frame
from tillhouse.table import Column, table

"""
BODY = """@table(
    key=("code",),
    owner="shop",
    columns={
        "code": Column("text", "The product."),
        "lines": Column("integer", "Its lines."),
    },
)
def codes(ledger: Frame) -> Frame:
    return ledger.group_by("code").agg(nw.len().alias("lines"))
"""
ROWS = pl.LazyFrame({"code": ["a", "a", "b"]})


def lake(root: Path, **files: str) -> Settings:
    """A lake with these own tables, and the setting that names them."""
    (root / "tables").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "tables" / f"{name}.py").write_text(text)
    (root / "tillhouse.toml").write_text('tables = "tables"\n')
    return load(str(root))


def test_a_file_is_a_table_of_the_catalog(tmp_path: Path) -> None:
    settings = lake(tmp_path, codes=HEAD + BODY)
    found = catalog(settings)["codes"]
    assert (found.layer, found.inputs, is_own(found)) == ("marts", ("ledger",), True)
    assert not any(is_own(table) for table in catalog().tables.values())
    made = found.body(ledger=framed(ROWS)).to_native().sort("code").collect()
    assert made.rows() == [("a", 2), ("b", 1)]


def test_two_lakes_do_not_share_a_module(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    before = set(sys.modules)
    one = catalog(lake(tmp_path / "a", codes=HEAD + BODY))["codes"]
    two = catalog(lake(tmp_path / "b", codes=HEAD + BODY.replace('"Its lines."', '"Lines."')))["codes"]
    assert one.columns["lines"].meaning != two.columns["lines"].meaning
    assert one.definition == two.definition and one.source != two.source
    assert not [name for name in set(sys.modules) - before if "own_" in name]


def test_its_identity_follows_what_it_computes(tmp_path: Path) -> None:
    def now(text: str) -> str:
        return catalog(lake(tmp_path, codes=text))["codes"].definition

    before = now(HEAD + BODY)
    assert now(HEAD + "# a note\n" + BODY) == before
    assert now(HEAD + BODY.replace("nw.len()", "(nw.len() + 1)")) != before
    assert now(HEAD + BODY) == before


def test_a_dataclass_in_a_file_works(tmp_path: Path) -> None:
    text = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom typing import ClassVar\n"
    )
    text += HEAD + "@dataclass\nclass Few:\n    limit: ClassVar[int] = 3\n\n" + BODY
    assert "codes" in catalog(lake(tmp_path, codes=text)).tables


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("def codes", "deff codes", 13, "syntax"),
        ("import narwhals", "import narwals", 1, "narwals"),
        ("ledger: Frame", "leger: Frame", 13, "reads leger, but no table is named so.*Did you mean ledger"),
        ("ledger: Frame", "kpis: Frame", 13, "is built after a release"),
        ("ledger: Frame", "statement: Frame", 13, "is of the books"),
        ("def codes", "def others", 1, "declares no table named codes"),
        ('key=("code",)', 'key=("cod",)', 6, "cod is not among its columns.*Did you mean code"),
        ('Column("text"', 'Column("txt"', 9, "txt is not a column type"),
        ("key=(", 'by="month", key=(', 6, "month is not among its columns"),
        ('owner="shop"', 'owner="shop", scope="all"', 13, "built by each run"),
    ],
)
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, before: str, after: str, line: int, said: str
) -> None:
    settings = lake(tmp_path, codes=(HEAD + BODY).replace(before, after))
    with pytest.raises(BadSetting, match=f"(?is)codes.py, line {line}: .*{said}"):
        catalog(settings)


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('alias("lines")', 'alias("line")', 13, "have line, which is not declared"),
        (
            '.agg(nw.len().alias("lines"))',
            '.agg(nw.len().alias("lines")).select("code")',
            10,
            "lack lines",
        ),
        ("nw.len()", "nw.len().cast(nw.String)", 10, "declared as integer, but its rows have text"),
        ('"lines": Column("integer"', '"lines": Column("text"', 10, "declared as text.*have integer"),
        ("nw.len()", "nw.col('code').nope()", 14, "nope"),
        ('group_by("code")', 'group_by("cod")', 14, "cod"),
    ],
)
def test_a_body_is_held_to_its_columns(tmp_path: Path, before: str, after: str, line: int, said: str) -> None:
    found = catalog(lake(tmp_path, codes=(HEAD + BODY).replace(before, after)))["codes"]
    with pytest.raises(BadSetting, match=f"(?is)codes.py, line {line}: .*{said}"):
        found.body(ledger=framed(ROWS))


def test_a_float_is_no_money(tmp_path: Path) -> None:
    text = (HEAD + BODY).replace('Column("integer"', 'Column("money"').replace("nw.len()", "(nw.len() / 2)")
    found = catalog(lake(tmp_path, codes=text))["codes"]
    with pytest.raises(BadSetting, match="declared as money, but its rows have float"):
        found.body(ledger=framed(ROWS))


def test_a_name_that_a_built_in_table_has_is_refused(tmp_path: Path) -> None:
    settings = lake(tmp_path, ledger=HEAD + BODY.replace("def codes(ledger", "def ledger(raw_sales"))
    with pytest.raises(BadSetting, match=r"ledger.py, line 13: ledger has a meaning already"):
        catalog(settings)


def test_a_circle_is_refused(tmp_path: Path) -> None:
    other = HEAD + BODY.replace("def codes(ledger", "def others(codes")
    settings = lake(tmp_path, codes=HEAD + BODY.replace("ledger", "others"), others=other)
    with pytest.raises(BadSetting, match=r"line 13: tables read each other in a circle: .*codes"):
        catalog(settings)


def test_one_may_read_another(tmp_path: Path) -> None:
    other = HEAD + BODY.replace("def codes(ledger", "def others(codes")
    names = list(catalog(lake(tmp_path, codes=HEAD + BODY, others=other)).tables)
    assert names.index("codes") < names.index("others")


def test_no_file_runs_unless_the_setting_names_the_folder(tmp_path: Path) -> None:
    lake(tmp_path, codes="raise SystemExit(99)\n", _helper="raise SystemExit(99)\n")
    (tmp_path / "tillhouse.toml").write_text("")
    settings = load(str(tmp_path))
    assert texts(settings) == {} and own_tables(settings, {}) == () and catalog(settings) is catalog()
    assert 'tables = "tables"' in unused(settings)
    assert not unused(load(str(tmp_path / "elsewhere")))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "tillhouse.toml").write_text('tables = "tabels"\n')
    with pytest.raises(BadSetting, match="tabels is no folder"):
        catalog(load(str(tmp_path)))
