"""Checks that a shop declares in `checks.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shops import open_shop, take_in
from tillhouse.answers.checks import checks
from tillhouse.catalog import catalog
from tillhouse.checks._declared import declared_checks
from tillhouse.errors import BadSetting, CheckStopped
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.own_files import OwnFile, own_file
from tillhouse.settings.settings import load

TYPES = {"sales": {"amount": "money", "day": "date", "code": "text", "units": "integer"}}
HEAD = '[mine]\ntable = "sales"\n'
RANGE = HEAD + 'check = "in_range"\ncolumns = ["amount"]\n'


def declared(folder: Path, text: str) -> OwnFile:
    (folder / "checks.toml").write_text(text)
    return own_file(folder / "checks.toml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (RANGE + 'low = "0.50"', "mine: in_range(amount, low=0.50)"),
        (
            HEAD + 'check = "in_range"\ncolumns = ["day"]\nhigh = "2011-12-09"',
            "mine: in_range(day, high=2011-12-09)",
        ),
        (
            HEAD + 'check = "one_of"\ncolumns = ["code"]\nvalues = ["a", "b"]',
            "mine: one_of(code, values=a|b)",
        ),
        (
            HEAD + 'check = "matches"\ncolumns = ["code"]\npattern = "[a-z]"',
            "mine: matches(code, pattern=[a-z])",
        ),
        (HEAD + 'check = "not_null"\ncolumns = ["code"]', "mine: not_null(code)"),
        (HEAD + 'check = "unique"\ncolumns = ["code", "day"]', "mine: unique(code, day)"),
    ],
)
def test_each_kind_can_be_declared(tmp_path: Path, text: str, name: str) -> None:
    (check,) = declared_checks(declared(tmp_path, text + '\nmessage = "Ask."\nseverity = "stop"'), TYPES)[
        "sales"
    ]
    assert (check.name, check.on_fail, check.advice) == (name, "stop", "Ask.")


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('[mine]\ntable = "sale"\n', 2, "Did you mean sales?"),
        (HEAD, 1, "names no check"),
        (HEAD + 'check = "in_rage"\n', 3, "Did you mean in_range?"),
        (HEAD + 'check = "not_null"\n', 1, "judges one column"),
        (HEAD + 'check = "not_null"\ncolumns = ["amont"]\n', 4, "Did you mean amount?"),
        (HEAD + 'check = "not_null"\ncolumns = ["amount", "day"]\n', 4, "judges one column"),
        (RANGE, 1, "in_range needs low or high"),
        (RANGE + 'low = "much"\n', 5, "the column is money"),
        (RANGE + 'low = "1"\npattern = "x"\n', 6, "pattern does not go with in_range"),
        (RANGE + 'low = "1"\nseverity = "loud"\n', 6, "It can be 'warn', 'stop'"),
        (HEAD + 'check = "in_range"\ncolumns = ["code"]\nlow = "1"\n', 4, "bounds are of numbers or days"),
        (HEAD + 'check = "one_of"\ncolumns = ["units"]\nvalues = ["1"]\n', 4, "one_of is of text"),
        (HEAD + 'check = "matches"\ncolumns = ["code"]\npattern = "("\n', 5, "is no regular expression"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    with pytest.raises(BadSetting) as raised:
        declared_checks(declared(tmp_path, text), TYPES)
    assert f"checks.toml, line {line}: " in str(raised.value)
    assert fault in str(raised.value)


def test_they_warn_or_stop_a_release(tmp_path: Path) -> None:
    rows = [
        "Order ID,SKU,Name,Qty,Date,Price",
        "1,P1,Pen,2,2024-01-15 10:00,5.00",
        "2,P2,Ink,1,2024-01-16 10:00,3.00",
    ]
    (tmp_path / "sales.csv").write_text("\n".join(rows) + "\n")
    shop = open_shop(tmp_path / "lake", tmp_path / "sales.csv")
    text = '[few]\ntable = "fact_sales"\ncheck = "in_range"\ncolumns = ["amount"]\nhigh = "5"\n'
    declared(tmp_path / "lake", text)
    settings = load(str(tmp_path / "lake"))
    release = take_in(settings, [])
    assert release is not None and release.digest == shop.release.digest
    found = {one.check: one for one in checks(Snapshot(settings), ["fact_sales"]).results}
    assert (found["few: in_range(amount, high=5)"].outcome, found["few: in_range(amount, high=5)"].rows) == (
        "fail",
        1,
    )
    declared(tmp_path / "lake", text + 'severity = "stop"\n')
    with pytest.raises(CheckStopped, match="few: in_range"):
        take_in(load(str(tmp_path / "lake")), [])


def test_without_a_file_the_catalog_is_that_of_the_program(tmp_path: Path) -> None:
    assert catalog(load(str(tmp_path))) is catalog()
