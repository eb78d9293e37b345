"""The README opens with the one idea, its commands answer what it shows, and what it names is there."""

from __future__ import annotations

import re

from tests.pages import ROOT, blocks, generator

README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
_ADJECTIVES = r"\b(simpl[ey]|just|powerful|enterprise|robust|seamless\w*|blazing\w*|easy|easily|modern)\b"


def test_it_opens_with_the_one_idea() -> None:
    first = README.splitlines()[2]
    assert first.startswith("> **Everything stored is a table. A table is one file.")


def test_commands_answer_what_it_shows() -> None:
    shown, answered = blocks(README, "console"), blocks(generator().readme(), "console")
    assert len(shown) > 3
    assert shown == answered, "run  make docs"


def test_an_answer_is_what_the_command_says() -> None:
    assert re.search(r"^\$ tillhouse open .*--yes\n(.*\n)+.*unexplained +0 +0\.00", README, re.MULTILINE)


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
