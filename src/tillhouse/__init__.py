"""Tillhouse: retail sales from messy files to books that close."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tillhouse.python.lake import OpenLake

__version__ = "0.4.0"

# Polars' allocator gives memory back to the system after a second and faults it in again for the next month;
# keeping it for some seconds saves a tenth of a run. Read once, when polars is loaded.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:5000,muzzy_decay_ms:5000")


def open_lake(root: str | os.PathLike[str] | None = None, engine: str | None = None) -> OpenLake:
    """A lake to ask from Python, in the folder ``root``: see docs/guides/python.md.

    root: by default ``TILLHOUSE_ROOT``, else ``tillhouse-data``. engine: what ``run`` computes with, by default as set.
    Raises `BadSetting` and `UnknownName` for settings that cannot be read.
    """
    from tillhouse.python.lake import open_lake as opened

    return opened(root, engine)
