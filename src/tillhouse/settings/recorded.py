"""Settings that figures depend on: what a table asks for besides tables, as the record of a release keeps it.

With it a release can be built again as it was, whatever the settings say by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tillhouse.setting import settings_of


def recorded(group: Any) -> str:
    """A group of settings as text: equal where all figures that follow from it are."""
    return json.dumps({name: getattr(group, name) for name in _figures(group)}, ensure_ascii=False)


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
    return replace(usual, **{name: saved[name] for name in _figures(usual)})


def _figures(group: Any) -> list[str]:
    """The fields of a group that figures depend on; others, such as where to look for something, are not recorded."""
    return [one.name for one in settings_of(type(group)).values() if one.row.figures]
