"""Every command has examples in its help, and they run as printed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from tests.cli.calls import Call
from tillhouse import folder


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and command of a command, with its full name."""
    for name, module in folder.entries("tillhouse.cli").items():
        yield name, module.command
        if isinstance(module.command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in module.command.commands.items())


def examples(help_text: str) -> list[str]:
    """The commands in the block `Example:` of a help text."""
    block = re.split(r"\n\s*\n", help_text.partition("Example:")[2])[0]
    return [line.strip() for line in block.splitlines() if line.strip().startswith("tillhouse ")]


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_run(name: str, call: Call, shop: object) -> None:
    found = examples(COMMANDS[name].help or "")
    assert found, f"tillhouse {name} has no example"
    for line in found:
        answer = call(*shlex.split(line)[1:])
        assert answer.code == 0, f"{line}\n{answer.err}"
        assert answer.out, f"{line} says nothing"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_help_and_json(name: str, call: Call) -> None:
    answer = call(*name.split(), "--help")
    assert answer.code == 0
    command = COMMANDS[name]
    asks_for_another = isinstance(command, click.Group) and not command.invoke_without_command
    assert asks_for_another or "--json" in answer.out
