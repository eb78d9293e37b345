"""The README says what it is for, its commands answer what it shows, and what it names is there."""

from __future__ import annotations

import re

import pytest

from tests.pages import ROOT, blocks, generator

README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
_ADJECTIVES = r"\b(simpl[ey]|just|powerful|enterprise|robust|seamless\w*|blazing\w*|easy|easily|modern)\b"


@pytest.fixture(scope="module")
def answered() -> dict[str, str]:
    """The README and its picture, every command run again."""
    return generator().readme()


def test_it_is_short_and_opens_with_what_it_does_for_whom() -> None:
    assert len(README.splitlines()) <= 150
    assert re.match(r"# Tillhouse\n\n\*\*Tillhouse turns [^.]* for [^.]*\.\*\*\n", README)


def test_commands_answer_what_it_shows(answered: dict[str, str]) -> None:
    shown = blocks(README, "console")
    assert len(shown) > 5
    assert shown == blocks(answered["README.md"], "console"), "run  make docs"


def test_its_picture_is_what_the_command_prints(answered: dict[str, str]) -> None:
    (path,) = answered.keys() - {"README.md"}
    assert f"]({path})" in README
    assert (ROOT / path).read_text() == answered[path], "run  make docs"
    words = [
        re.sub(r"(&#160;)+", " ", text).strip() for text in re.findall(r">([^<>]+)</text>", answered[path])
    ]
    assert any(re.fullmatch("unexplained 0 0.00", text) for text in words)


def test_make_targets_that_it_names_exist() -> None:
    pages = README + (ROOT / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"(?:^|`)make (\w+)", pages, re.MULTILINE))
    assert {"demo", "setup", "test", "check", "bench"} <= named
    assert named <= set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))


def test_words_that_say_nothing_are_not_used() -> None:
    prose = [README, *((ROOT / name).read_text() for name in ("CONTRIBUTING.md", "CHANGELOG.md"))]
    assert [word for page in prose for word in re.findall(_ADJECTIVES, page, re.IGNORECASE)] == []
    assert re.findall(_ADJECTIVES, "A powerful, robust platform that simply works.") == [
        "powerful",
        "robust",
        "simply",
    ]
