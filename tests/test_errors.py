"""The drawn tree of errors is the tree of classes; each leaf tells the shell what to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from tillhouse import errors
from tillhouse.errors import MissingExtra, TillhouseError, UnknownName

CODES = {"TryAgain": 5, "FixTheData": 3, "FixTheSetup": 4, "FixTheCode": 70}
DRAWN = re.compile(r"^(?P<lead>[│ ]*)[├└]── (?P<name>\w+)")


def drawn() -> dict[str, str]:
    """Each class of the drawing with the one it hangs from."""
    found: dict[str, str] = {}
    group = ""
    for line in (errors.__doc__ or "").splitlines():
        if match := DRAWN.match(line):
            if not match["lead"]:
                group = match["name"]
            found[match["name"]] = group if match["lead"] else "TillhouseError"
    return found


def declared(parent: type[TillhouseError] = TillhouseError) -> Iterator[tuple[str, str]]:
    """Each class of the module with its base."""
    for child in parent.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child.__name__, parent.__name__
            yield from declared(child)


def test_the_drawing_is_the_code() -> None:
    assert drawn() == dict(declared())


@pytest.mark.parametrize("name", sorted(drawn()))
def test_the_exit_code_is_that_of_what_to_do(name: str) -> None:
    group = drawn()[name]
    assert getattr(errors, name).exit_code == CODES[name if group == "TillhouseError" else group]


def test_codes_of_the_four_groups_differ() -> None:
    assert {n for n, parent in drawn().items() if parent == "TillhouseError"} == set(CODES)
    assert len({*CODES.values(), 0, 1, 2}) == len(CODES) + 3


def test_the_hint_follows_the_message() -> None:
    assert str(TillhouseError("Found.", "Do this.")) == "Found.\nDo this."
    assert str(TillhouseError("Found.")) == "Found."


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("shpo", ["shop", "web"], "Did you mean shop?"),
        ("xyz", ["web", "shop"], "Known: shop, web."),
        ("xyz", [], "Known: none yet."),
    ],
)
def test_an_unknown_name_is_answered_by_the_nearest(name: str, known: list[str], hint: str) -> None:
    error = UnknownName("feed", name, known)
    assert (error.message, error.hint) == (f"No feed is named {name}.", hint)


def test_a_missing_extra_says_how_to_install_it() -> None:
    said = str(MissingExtra("Excel", "excel", ["xlsxwriter"]))
    assert (
        said == "Excel needs what is not installed: xlsxwriter.\nInstall it:  pip install 'tillhouse[excel]'"
    )
    assert "make spark" in str(MissingExtra("The engine spark", "spark", ["py4j"]))


def test_only_what_is_needed_and_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert errors.missing("excel") == ("xlsxwriter",)
    errors.require("excel", "Reading", "python_calamine")
    with pytest.raises(MissingExtra, match="Excel needs what is not installed: xlsxwriter"):
        errors.require("excel", "Excel")


def test_a_module_in_a_package_that_is_missing_is_missing() -> None:
    assert not errors.is_there("no_such_package.module")
    assert errors.is_there("json")
