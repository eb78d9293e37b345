"""Fixes: a rule language that is read and never run, and versions that are never changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.errors import BadSetting, DamagedLake, UnknownName
from tillhouse.quarantine.fixes import COLUMNS, Change, Fixes, Scope, parsed, parsed_edit

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ("set quantity=6", "O6", "6"),
        ("set quantity=6", None, "6"),
        ("set customer_id=", "17850", None),
        ("set description='A=B C'", None, "A=B C"),
        ("replace sold_at 31/02 28/02", "31/02/2011 10:00", "28/02/2011 10:00"),
        ("replace sold_at 31/02 28/02", "01/02/2011", "01/02/2011"),
        ("replace quantity O 0", "O1O", "010"),
        ("replace quantity O 0", None, None),
        ("replace unit_price £ ''", "£2.55", "2.55"),
        ("replace unit_price £ ''", "£", None),
        ("replace text '\"' ''", 'a,"b', "a,b"),
        ("replace quantity .* 1", "6", "6"),
    ],
)
def test_a_rule_changes_text(rule: str, value: str | None, expected: str | None) -> None:
    assert parsed(rule).of(value) == expected


@given(st.sampled_from(COLUMNS), TEXT, st.one_of(st.none(), TEXT.filter(bool)))
def test_a_rule_written_down_is_the_rule(column: str, new: str, old: str | None) -> None:
    change = Change(column, new, old)
    assert parsed(str(change)) == change


@given(st.sampled_from(COLUMNS), TEXT)
def test_an_edit_takes_everything_after_the_first_mark(column: str, value: str) -> None:
    assert parsed_edit(f"{column}={value}") == Change(column, value)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "set",
        "set quantity",
        "set quantity=6 now",
        "replace quantity O",
        "replace quantity '' 0",
        "drop quantity",
        "set 'quantity=6",
        "__import__('os')",
    ],
)
def test_another_form_is_refused(rule: str) -> None:
    with pytest.raises(BadSetting):
        parsed(rule)


@pytest.mark.parametrize(
    "rule", ["set quantty=6", "replace line_id 1 2", "set extra={}", "set month=2011-01"]
)
def test_a_column_that_no_record_has_is_refused(rule: str) -> None:
    with pytest.raises(UnknownName):
        parsed(rule)


def test_versions_are_numbered_kept_and_withdrawn(tmp_path: Path) -> None:
    fixes, scope = Fixes(tmp_path), Scope(reason="price_unreadable")
    first = fixes.add([parsed("set quantity=6")], scope, " typed O ", "Ada")
    second = fixes.add([parsed("replace quantity O 0")], Scope(line_id=7, file="a.csv", line=2), "again")
    third = fixes.withdraw(1, "it was 9")
    assert [fix.version for fix in (first, second, third)] == [1, 2, 3]
    assert (first.reason, first.author, first.rules) == ("typed O", "Ada", ("set quantity=6",))
    again = Fixes(tmp_path)
    assert again.all() == [first, second, third]
    assert again.standing() == [second]
    assert (str(first.scope), str(second.scope)) == ("reason price_unreadable", "a.csv:2")


def test_what_a_fix_needs(tmp_path: Path) -> None:
    fixes, change, scope = Fixes(tmp_path), parsed("set quantity=6"), Scope(month="unknown")
    for changes, meant, reason in (([], scope, "x"), ([change], Scope(), "x"), ([change], scope, " ")):
        with pytest.raises(BadSetting):
            fixes.add(changes, meant, reason)
    assert fixes.all() == []


def test_a_fix_is_withdrawn_once(tmp_path: Path) -> None:
    fixes = Fixes(tmp_path)
    fixes.add([parsed("set quantity=6")], Scope(month="unknown"), "x")
    fixes.withdraw(1, "y")
    for version in (1, 2, 9):
        with pytest.raises(UnknownName):
            fixes.withdraw(version, "z")


@pytest.mark.parametrize("content", ["", "{}", '{"version": 1}', "[1]", '{"rules": 1, "scope": {"x": 1}}'])
def test_a_damaged_fix_is_named_and_not_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "fixes").mkdir()
    (tmp_path / "fixes" / "00000001.json").write_text(content)
    with pytest.raises(DamagedLake, match=r"00000001\.json"):
        Fixes(tmp_path).standing()
