"""The program ``tillhouse``. One command is one file of this folder, found by its name.

Each module defines ``command: click.Command``. It imports what is heavy inside its functions, so that
help and a run with nothing new are quick. (The built-in ``open`` is hidden here by the command of that name.)
"""

from __future__ import annotations

import gc
import os
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tillhouse import __version__, folder
from tillhouse.answers.document import Failure
from tillhouse.cli._output import Output, has_had_enough, warn
from tillhouse.cli._stops import INTERRUPTED, TERMINATED, Stops, Terminated
from tillhouse.errors import TillhouseError, UnknownName, of_import, unforeseen

_EPILOG = """\b
Start:
  tillhouse open FILE     take a file in, and see its books
  tillhouse demo          see it work on a sample first
\b
Exit codes:
  0    done                            5    try again: busy, or the disk is full
  1    something was found wrong       70   a table or check contradicts itself
  2    wrong usage                     130  stopped by Ctrl-C
  3    the data needs a decision       143  stopped by SIGTERM
  4    a name or a setting is wrong
"""
_USAGE = 2


class Program(click.Group):
    """The commands of this folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (the form is Click's)
        """Every command, sorted."""
        return list(folder.names(__name__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A command, imported now. Raises `UnknownName` with the nearest."""
        if cmd_name not in folder.names(__name__):
            raise UnknownName("command", cmd_name, folder.names(__name__))
        found: click.Command = folder.entry(__name__, cmd_name).command
        found.name = cmd_name
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; that nobody reads its output to the end, as with `head`, is no error."""
        try:
            return super().invoke(ctx)
        except (OSError, SystemExit) as error:  # rich leaves so, with the pipe's error behind it
            if not has_had_enough(error) and not (error.__context__ and has_had_enough(error.__context__)):
                raise
            return 0


@click.group(
    cls=Program, invoke_without_command=True, epilog=_EPILOG, context_settings={"max_content_width": 110}
)
@click.option(
    "--root", metavar="DIR", help="The folder of the lake [TILLHOUSE_ROOT; default ./tillhouse-data]."
)
@click.option(
    "--engine",
    metavar="NAME",
    help="What computes: polars, duckdb, pandas, spark, auto [TILLHOUSE_ENGINE; polars].",
)
@click.version_option(__version__, message="tillhouse %(version)s")
@click.pass_context
def program(context: click.Context, root: str | None, engine: str | None) -> None:  # noqa: ARG001 (root: Session)
    """From the files shops export to books that close: every row listed, every penny in one place."""
    if engine:
        from tillhouse import engines

        engines.checked(engine)
    if context.invoked_subcommand is None:
        Output().text(context.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    before = _last_release(words)
    stops = Stops(lambda code: _stop(words, before, code))
    stops.listen()
    gc.set_threshold(
        100_000, 20, 20
    )  # a run makes many small objects and few circles; looking for them costs 3 %
    sys.exit(_exit_code(words, before, stops))


def _exit_code(words: list[str], before: int, stops: Stops) -> int:
    """Run the program and say how it ended. before: the release that was published when it began."""
    result, error = _result(words, stops)
    code = stops.code or _stop_code(error)
    if code:
        _stop(words, before, code)
    elif error:
        code = _failure(words, error)
    stops.told()
    return code or result


def _result(words: list[str], stops: Stops) -> tuple[int, BaseException | None]:
    """The exit code of the program, or what it raised. Only one stop is raised, so none gets past both handlers."""
    ended: tuple[int, BaseException | None]
    try:
        try:
            result = program.main(args=words, prog_name="tillhouse", standalone_mode=False, obj=stops)
            ended = result if isinstance(result, int) else 0, None
        except BaseException as error:
            ended = 0, error
        stops.over()
    except (KeyboardInterrupt, Terminated) as error:
        ended = 0, error
        stops.over()
    return ended


def _stop_code(error: BaseException | None) -> int:
    """The exit code of a stop that came as an exception alone, such as Ctrl-C at a question; 0 for no stop."""
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return INTERRUPTED
    return TERMINATED if isinstance(error, Terminated) else 0


def _stop(words: list[str], before: int, code: int) -> int:
    kind = "Interrupted" if code == INTERRUPTED else "Terminated"
    return _told(words, kind, _stopped(words, before), None, code)


def _failure(words: list[str], error: BaseException) -> int:
    """Say what went wrong; the exit code. Raises what only a programmer can read, where that is asked for."""
    if isinstance(error, ImportError):
        error = of_import(error) or error
    kind = type(error).__name__
    if isinstance(error, TillhouseError):
        return _told(words, kind, error.message, _typed(words, error.hint), error.exit_code)
    if isinstance(error, click.ClickException):
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else None
        return _told(words, kind, error.format_message(), usage, _USAGE)
    if os.environ.get("TILLHOUSE_DEBUG"):
        raise error
    return _told(words, kind, *unforeseen(error), 1)


def _told(words: list[str], kind: str, message: str, hint: str | None, code: int) -> int:
    """Say what went wrong: to people on standard error, to programs as JSON on standard output."""
    if "--json" in words:
        Output(is_json=True).document(Failure(kind, message, hint))
    else:
        warn(f"Error: {message}", *([hint] if hint else []))
    return code


def _typed(words: list[str], hint: str | None) -> str | None:
    """The hint with the options that name this lake in the commands it suggests."""
    given = _given(words)
    if hint is None or not given:
        return hint
    options = " ".join(f"--{name} {shlex.quote(value)}" for name, value in given.items())
    return re.sub(
        rf"\btillhouse (?=({'|'.join(folder.names(__name__))})\b)", lambda _: f"tillhouse {options} ", hint
    )


def _given(words: list[str]) -> dict[str, str]:
    """The options before the command."""
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or name not in {"root", "engine"}:
            break
        found[name] = value if equals else next(rest, "")
    return found


def _last_release(words: list[str]) -> int:
    """The number of the published release on this disk, 0 for none; reads names only."""
    root = _given(words).get("root") or os.environ.get("TILLHOUSE_ROOT") or "tillhouse-data"
    stems = [p.stem for p in (Path(root) / "releases").glob("[0-9]*.json")]
    return max((int(stem) for stem in stems if stem.isdigit()), default=0)


def _store(words: list[str]) -> str:
    """The bucket that holds the lake; empty for one on this disk, and where the settings cannot be read."""
    from tillhouse.settings.settings import load

    try:
        return load(_given(words).get("root")).store
    except TillhouseError:
        return ""


def _stopped(words: list[str], before: int) -> str:
    if store := _store(words):
        return (
            f"Stopped. Whether a release had been published in {store} is said by:  tillhouse releases list"
        )
    now = _last_release(words)
    if now != before:
        return (
            f"Stopped. Release {now} had been published and stands. What is not up to date:  tillhouse status"
        )
    stands = f"release {now} stands" if now else "the lake is as it was"
    return f"Stopped. Nothing was published; {stands}."
