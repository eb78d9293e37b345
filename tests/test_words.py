"""Pages are written in plain sentences; and each rule finds what breaks it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests import words
from tests.pages import PAGES, ROOT
from tillhouse import cli, folder

SOURCES = sorted((ROOT / "src").rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_sentences_are_short(path: Path) -> None:
    assert list(words.long_sentences(path.read_text())) == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_words_that_nobody_says_are_not_used(path: Path) -> None:
    assert list(words.banned_words(path.read_text())) == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_lines_are_folded(path: Path) -> None:
    assert list(words.long_lines(path.read_text())) == []


def helps(command: click.Command) -> Iterator[str]:
    """All that the help of a command says, of its options and of the commands in it."""
    yield inspect.cleandoc(command.help or "").replace("\b", "")
    yield from (one.help or "" for one in command.params if isinstance(one, click.Option))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from helps(inner)


def long_helps(command: click.Command) -> list[str]:
    """The sentences of a command's help that are too long."""
    return [found for said in helps(command) for found in words.long_sentences(said)]


@pytest.mark.parametrize("name", folder.names("tillhouse.cli"))
def test_sentences_of_help_are_short(name: str) -> None:
    assert long_helps(folder.entry("tillhouse.cli", name).command) == []


def test_sentences_of_the_programs_help_are_short() -> None:
    assert long_helps(cli.program) == []


@pytest.mark.parametrize("room", sorted({path.relative_to(ROOT).parts[2] for path in SOURCES}))
def test_source_has_no_words_that_nobody_says(room: str) -> None:
    """Names, comments, docstrings and messages: what users and developers read alike."""
    for path in SOURCES:
        if path.relative_to(ROOT).parts[2] == room:
            assert (path.name, list(words.banned_names(path.read_text()))) == (path.name, [])


def test_the_pages_are_read() -> None:
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "ARCHITECTURE.md"} <= {
        path.name for path in PAGES
    }
    assert sum(len(words.sentences(path.read_text())) for path in PAGES) > 800


# Each rule finds what breaks it.

LONG = " ".join(["word"] * (words.LONGEST_SENTENCE + 1)) + "."
SHORT = " ".join(["word"] * words.LONGEST_SENTENCE) + "."


@pytest.mark.parametrize(
    "page",
    [
        LONG,
        f"# Title\n\nShort. {LONG}",
        f"* {LONG}\n",
        f"1. {LONG}\n",
        f"> {LONG}\n",
        LONG.replace("word word", "word\nword", 1),
        LONG.replace("word word", "[word](page.md) `code in code`", 1),
        f"* Short.\n  {LONG}\n",
        f"Words: {LONG[5:]}",
        f"Text.\n\n```text\ncode\n```\n{LONG}",
    ],
)
def test_a_long_sentence_is_found(page: str) -> None:
    assert len(list(words.long_sentences(page))) == 1


@pytest.mark.parametrize(
    "command",
    [
        click.Command("a", help=LONG),
        click.Command("a", help=f"Short.\n\n    Short.\n    {LONG}\n\n    \b\n    Example:\n      a b"),
        click.Command("a", params=[click.Option(["--b"], help=LONG)]),
        click.Group("a", commands=[click.Command("b", help=LONG)]),
    ],
)
def test_a_long_sentence_of_help_is_found(command: click.Command) -> None:
    assert len(long_helps(command)) == 1


@pytest.mark.parametrize(
    "page",
    [
        SHORT,
        f"{SHORT} {SHORT.capitalize()}",
        f"| {LONG} | {LONG} |\n",
        f"```text\n{LONG}\n```\n",
        f"# {LONG}\n",
        f"<!-- {LONG} -->\n",
        f"Text:\n\n    {LONG}\n",
        f"* {SHORT[:-1]}\n* {SHORT[:-1]}\n",
        f"{SHORT[:-1]} – ·.",
        f"`{LONG}`",
    ],
)
def test_what_is_no_long_sentence_is_not(page: str) -> None:
    assert list(words.long_sentences(page)) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ('He said "one." Then two.', ['He said "one."', "Then two."]),
        ("Costs 1.5 or 2.0. `code` follows.", ["Costs 1.5 or 2.0.", "CODE follows."]),
        ("**One.** Two.", ["**One.**", "Two."]),
        ("Endings, e.g. CSV, are known.", ["Endings, e.g. CSV, are known."]),
        ("One: two; three.", ["One: two; three."]),
        ("* one\n* two\n  goes on\n", ["one", "two goes on"]),
    ],
)
def test_sentences_end_where_they_do(page: str, expected: list[str]) -> None:
    assert words.sentences(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "It is built anew.",
        "Ten rows, of which two",
        "Ten rows, of\nwhich two",
        "| so many | rows |",
        "What was foretold.",
        "Likewise here.",
        "Silence of customers.",
    ],
)
def test_a_word_that_nobody_says_is_found(page: str) -> None:
    assert len(list(words.banned_words(page))) == 1


@pytest.mark.parametrize(
    "code", ["anew = 1", "# It is built anew.", "def foretold_on(): ...", "x = 'so many'"]
)
def test_a_word_that_nobody_says_is_found_in_code(code: str) -> None:
    assert len(list(words.banned_names(code))) == 1


def test_code_may_have_any_word() -> None:
    assert list(words.banned_words("The column `foretold_value`.\n```text\nanew\n```\n")) == []


def test_a_long_line_is_found() -> None:
    assert list(words.long_lines("a " * 61 + "\n"))
    assert not list(words.long_lines("a " * 60 + "\n" + "| " + "a " * 90 + "|\n" + "a" * 200 + "\n"))
