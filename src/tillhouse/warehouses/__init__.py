"""Warehouses: where published tables are copied to. One file per kind; each offers what `Kind` declares.

def encoded(table, rows) -> Any              rows as `Store.replace` takes them; called beside the loading
def written(url, work) -> T                  run ``work(store)`` in one transaction, again where that can help
def read(url, work) -> T                     run ``work(store)`` on one consistent state

The lake stays the truth: a warehouse is a copy that can be dropped and loaded again.
"""

from tillhouse.warehouses._advice import Finding, advised
from tillhouse.warehouses._checking import Check, checked
from tillhouse.warehouses._loading import Loaded, load
from tillhouse.warehouses._place import Place, place_of

__all__ = ["Check", "Finding", "Loaded", "Place", "advised", "checked", "load", "place_of"]
