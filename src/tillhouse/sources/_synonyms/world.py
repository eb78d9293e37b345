"""Names in Turkish, Japanese, Chinese, Korean, Russian, Greek, Hungarian, Romanian, Finnish and Croatian.

They stand in ``data/column_names.csv`` as people write them; marks are taken off where the others are matched.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tillhouse.sources._spelling import plain


def of_world(meaning: str) -> frozenset[str]:
    """The names of a meaning, as `plain` gives them."""
    return frozenset(_names().get(meaning, ()))


@cache
def _names() -> Mapping[str, list[str]]:
    text = files("tillhouse").joinpath("data/column_names.csv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        found[row["meaning"]].append(plain(row["name"]))
    return found
