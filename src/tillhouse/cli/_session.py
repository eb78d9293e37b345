"""What every command has in hand: the lake it was called for, its settings, and its output."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

import click

from tillhouse.cli._output import Output
from tillhouse.cli._stops import Stops
from tillhouse.lake.moments import release_at
from tillhouse.lake.releases import Release, Releases
from tillhouse.settings.settings import Settings, load

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tillhouse.catalog import Catalog
    from tillhouse.lake.snapshot import Snapshot
    from tillhouse.telemetry import Telemetry

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Session:
    """One call of the program. ``root`` and ``engine`` are those given as options, or None.

    check: raises where the call was asked to stop.
    failed: the exit code of what followed a release and failed, else 0.
    """

    def __init__(
        self,
        root: str | None = None,
        engine: str | None = None,
        is_json: bool = False,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.root, self.engine, self.check, self.failed = root, engine, check, 0
        words = ["tillhouse"]
        words += ["--root", shlex.quote(root)] if root else []
        words += ["--engine", shlex.quote(engine)] if engine else []
        self.out = Output(is_json, " ".join(words))

    @cached_property
    def settings(self) -> Settings:
        """The settings in force. Raises `UnknownName` for an engine that does not exist, `BadSetting`."""
        from tillhouse import engines  # which --help need not pay

        found = load(self.root, self.engine)
        engines.checked(found.engine)
        return found

    @property
    def catalog(self) -> Catalog:
        """The tables of the lake."""
        from tillhouse.catalog import catalog

        return catalog(self.settings)

    @property
    def releases(self) -> Releases:
        """The releases of the lake."""
        return Releases(self.settings.place)

    def release(self, number: int | None = None, as_of: str | None = None) -> Release | None:
        """The release of a number, or at a moment (see `tillhouse.lake.moments`), or the published one if any."""
        if number is not None:
            return self.releases.load(number)
        return release_at(self.releases, as_of) if as_of else self.releases.latest()

    def progress(
        self,
        records: int = 0,
        profile: bool = False,
        released: Callable[[Release], None] = lambda _release: None,
    ) -> AbstractContextManager[Telemetry]:
        """See `tillhouse.cli._progress`."""
        from tillhouse.cli._progress import progress

        return progress(self, records, profile, released)

    def snapshot(self, number: int | None = None, as_of: str | None = None) -> Snapshot:
        """A snapshot of that release; raises `FixTheSetup` where nothing is published."""
        from tillhouse.lake.snapshot import Snapshot

        return Snapshot(self.settings, self.release(number, as_of))


def with_session(function: Callable[Concatenate[Session, _P], _R]) -> Callable[_P, _R]:
    """Give a command its `Session` as first argument, and the option ``--json``."""

    @click.option("--json", "is_json", is_flag=True, help="Answer in JSON, for programs.")
    @click.pass_context
    @functools.wraps(function)
    def called(context: click.Context, /, is_json: bool, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        group = context.find_root().params
        session = Session(group.get("root"), group.get("engine"), is_json, (context.obj or Stops()).check)
        result = function(session, *args, **kwargs)
        return result or cast(_R, session.failed) if session.failed else result

    return called  # type: ignore[return-value]
