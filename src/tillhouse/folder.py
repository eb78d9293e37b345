"""A folder is a registry: each module in a package, by file name, is one entry.

Names that begin with an underscore are helpers of the folder, not entries.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tillhouse.errors import UnknownName


@cache
def names(package: str) -> tuple[str, ...]:
    """The entries of a package, sorted; nothing is imported but the package itself."""
    module = import_module(package)
    folders = [Path(folder) for folder in module.__path__]
    return tuple(sorted(p.stem for folder in folders for p in folder.glob("[!_]*.py")))


def entry(package: str, name: str) -> ModuleType:
    """The module of one entry, imported now. Raises `UnknownName` with the nearest name."""
    if name not in names(package):
        raise UnknownName(package.rsplit(".", 1)[-1].rstrip("s"), name, names(package))
    return import_module(f"{package}.{name}")


def entries(package: str) -> dict[str, ModuleType]:
    """All entries of a package, imported."""
    return {name: entry(package, name) for name in names(package)}
