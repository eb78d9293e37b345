"""Warehouses: where published tables are copied to. One file per kind; each offers what `Kind` declares.

The lake stays the truth: a warehouse is a copy that can be dropped and loaded again.
"""

from tillhouse.warehouses._checking import Check, checked
from tillhouse.warehouses._loading import Loaded, load
from tillhouse.warehouses._place import Place, advised, place_of
from tillhouse.warehouses._store import Finding, Kind

__all__ = ["Check", "Finding", "Kind", "Loaded", "Place", "advised", "checked", "load", "place_of"]
