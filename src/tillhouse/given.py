"""Settings that figures depend on: what a table asks for besides tables, as the record of a release keeps it.

With it a release can be built again as it was, whatever the settings say by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

#: Of a field that changes no figure, such as where to look for something; it stays out of the record.
NO_FIGURE: Mapping[str, Any] = {"figure": False}


def recorded(group: Any) -> str:
    """A group of settings as text: equal where all figures that follow from it are."""
    kept = [f.name for f in fields(group) if f.metadata.get("figure", True)]
    return json.dumps({name: getattr(group, name) for name in kept}, ensure_ascii=False)


def remade(usual: Any, text: str) -> Any:
    """The group of settings that such a text stands for; what it leaves out is as usual."""
    saved = json.loads(text)
    known = {f.name for f in fields(usual)} & {*saved}
    lists = {name: tuple(saved[name]) for name in known if isinstance(saved[name], list)}
    return replace(usual, **{name: saved[name] for name in known} | lists)
