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


def all_recorded(groups: Mapping[str, Any]) -> dict[str, str]:
    """Each of some groups of settings as text, by name."""
    return {name: recorded(group) for name, group in groups.items()}


def remade(usual: Any, text: str) -> Any:
    """The group of settings that such a text stands for.

    usual: the group as it is set now, for what changes no figure. What was not yet known then is as by default.
    """
    saved = vars(type(usual)()) | {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()
    }
    return replace(usual, **{f.name: saved[f.name] for f in fields(usual) if f.metadata.get("figure", True)})
