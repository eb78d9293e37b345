"""Engines: where frames are computed. One file per engine, named as narwhals names it; each is an `Engine`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tillhouse import folder
from tillhouse.engines._choice import Choice, choice, free_memory
from tillhouse.errors import EXTRAS, UnknownName, missing, require

if TYPE_CHECKING:
    from tillhouse.engines._contract import Engine

__all__ = [
    "AUTO",
    "Choice",
    "checked",
    "chosen",
    "engine",
    "known",
]
#: The word for the engine that fits the input.
AUTO = "auto"


def known() -> tuple[str, ...]:
    """What the setting ``engine`` may say."""
    return (AUTO, *folder.names(__name__))


def checked(name: str) -> str:
    """The name, if the setting may say it; raises `UnknownName` with the nearest."""
    if name not in known():
        raise UnknownName("engine", name, known())
    return name


def engine(name: str) -> Engine[Any]:
    """The engine of a name. Raises `MissingExtra` with the command that installs what it needs."""
    if checked(name) in EXTRAS:
        require(name, f"The engine {name}")
    return cast("Engine[Any]", folder.entry(__name__, name))


def chosen(size: int, master: str = "") -> Choice:
    """What ``auto`` stands for with an input of that many bytes, here and now."""
    return choice(size, free_memory(), lambda name: not missing(name), master)
