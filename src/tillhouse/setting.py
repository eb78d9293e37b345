"""One setting is one row: a field of a dataclass. Whoever reads, checks, shows or documents it goes by that.

max_age: int = figure(7, "days by which a rate may be older than the sale", least=0)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from functools import cache, partial
from typing import Any, Literal, get_args, get_origin, get_type_hints

from tillhouse.errors import BadSetting

_KINDS = {
    str: "text, in quotes",
    bool: "true or false",
    int: "a whole number",
    tuple: "a list of texts",
    dict: "a table of texts",
}


@dataclass(frozen=True)
class Row:
    """What there is to say of a setting besides its name, its type and its default.

    help: what it means. outside: whether the environment may set it. figures: whether figures depend on it.
    least, most: bounds of a number. among: the values it may have, where its type does not say them.
    form, written: what a text has to match unless it is the default, and how that is said.
    shown: its value without what is secret. empties: whether an empty variable of the environment counts.
    """

    help: str
    outside: bool = False
    figures: bool = False
    least: int | None = None
    most: int | None = None
    among: tuple[str, ...] = ()
    form: str = ""
    written: str = ""
    shown: Callable[[str], str] = str
    empties: bool = False


def row(default: Any, help: str, **said: Any) -> Any:  # noqa: A002 (as `Row` has it)
    """A field with what there is to say of it, see `Row`. default: a value, or the class that makes an empty one."""
    found = Row(help, **said)
    usual: dict[str, Any] = (
        {"default_factory": default} if isinstance(default, type) else {"default": default}
    )
    return field(**usual, repr=found.shown is str, metadata={"row": found})


#: The same of what figures depend on: a release records it, and tables are stale when it changes.
figure = partial(row, figures=True)


@dataclass(frozen=True)
class Setting:
    """A row with the field that it stands at. kind: the type of its value. default: where nothing is said."""

    name: str
    kind: type
    default: Any
    choices: tuple[str, ...]
    row: Row

    @property
    def key(self) -> str:
        """The key in the file: ``from`` cannot be a field in Python, so it is ``from_`` there."""
        return self.name.rstrip("_")

    def variable(self, group: str) -> str:
        """The variable of the environment that sets it, empty for none. group: the table of the file, or empty."""
        return "_".join(filter(None, ("TILLHOUSE", group, self.key))).upper() if self.row.outside else ""

    def check(self, value: Any, where: str) -> None:
        """Raise `BadSetting`, naming ``where``, for a value that the row does not allow."""
        row = self.row
        if self.choices:
            right = value in self.choices
        elif self.kind is int:
            right = (row.least is None or value >= row.least) and (row.most is None or value <= row.most)
        else:
            right = not row.form or value == self.default or bool(re.fullmatch(row.form, value))
        if not right:
            shown = repr(row.shown(value)) if isinstance(value, str) else value
            raise BadSetting(f"{where} is {shown}.", self._allowed(value))

    def of_file(self, value: Any, where: str, shown: Callable[[Any], Any]) -> Any:
        """A value of the file, if it is of the setting's kind; `check` is another matter. Raises `BadSetting`."""
        ready = tuple(value) if isinstance(value, list) else value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if type(ready) is not self.kind or not all(isinstance(one, str) for one in inner):
            raise BadSetting(f"{where} is {shown(value)!r}.", f"It must be {_KINDS[self.kind]}.")
        return ready

    def of_text(self, text: str, where: str) -> Any:
        """The value that a text stands for. Raises `BadSetting`, naming ``where``, for one that cannot be meant."""
        value: Any = text
        if self.kind is tuple:
            value = tuple(part.strip() for part in text.split(",") if part.strip())
        elif self.kind is int and text.isdecimal():
            value = int(text)
        elif self.kind is bool and text.lower() in ("true", "false"):
            value = text.lower() == "true"
        if type(value) is not self.kind:
            raise BadSetting(f"{where} is {self.row.shown(text)}.", self._allowed(text))
        self.check(value, where)
        return value

    def _allowed(self, value: Any) -> str:
        """What a value may be, with the nearest to one that is not."""
        row = self.row
        if self.choices:
            close = get_close_matches(str(value), self.choices, n=1, cutoff=0.5)
            said = f"It can be {', '.join(map(repr, self.choices))}."
            return f"Did you mean {close[0]}? {said}" if close else said
        if self.kind is int:
            least = "" if row.least is None else f" from {row.least}"
            return f"It must be a whole number{least}{'' if row.most is None else f' to {row.most}'}."
        return row.written or f"It must be {_KINDS[self.kind]}."


def settings_of(kind: Any) -> Mapping[str, Setting]:
    """The settings of a dataclass by their key; fields without a row are none."""
    return _settings_of(kind)


@cache
def _settings_of(kind: Any) -> Mapping[str, Setting]:
    hints = get_type_hints(kind)
    found = (_setting(one, hints[one.name]) for one in fields(kind) if "row" in one.metadata)
    return {setting.key: setting for setting in found}


def check(group: Any, where: str) -> None:
    """Raise `BadSetting`, naming ``where`` and the key, for a value that its row does not allow."""
    for key, setting in settings_of(type(group)).items():
        setting.check(getattr(group, setting.name), f"{where}: {key}")


def _setting(one: Field[Any], hint: Any) -> Setting:
    origin, said = get_origin(hint), one.metadata["row"]
    default = one.default if one.default_factory is MISSING else one.default_factory()
    kind = str if origin is Literal else dict if origin is Mapping else origin or hint
    return Setting(one.name, kind, default, get_args(hint) if origin is Literal else said.among, said)
