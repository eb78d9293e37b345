"""A suggested command keeps what was typed: options that it does not name are repeated in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tillhouse.cli.open import Asked
    from tillhouse.sources import Opened

_OPEN = re.compile(r"tillhouse open (?P<rest>[^\n]*--[^\n]*)$", re.MULTILINE)
_PAIRS = {
    "columns": "column",
    "statuses": "status",
    "kinds": "kind",
    "line_types": "line-type",
    "joins": "join",
    "payments": "payments",
    "own": "own",
}
_NAMED = {"records_in": "records"}
#: Fields that `--share` empties.
_SHARED = ("customers", "products")
#: An option as a command names it, and as it is typed.
Option = tuple[str, str]


def typed(asked: Asked) -> list[Option]:
    """The options that were typed, those that agree to the result last."""
    named = [("--name", f"--name {shlex.quote(asked.name)}")] if asked.name else []
    agreed = [(f"--{word}", f"--{word}") for word in ("plan", "yes") if getattr(asked, word)]
    return [*named, *_decided(asked.decided), *agreed]


def _decided(decided: Mapping[str, Any]) -> Iterator[Option]:
    for field, value in decided.items():
        option = _NAMED.get(field, field.replace("_", "-"))
        if field in _PAIRS:
            yield from (_pair(_PAIRS[field], name, said) for name, said in value.items())
        elif field == "added":
            pairs = [f"{meaning}={header}" for header, meaning in value.items()]
            yield from ((f"--column {pair}", f"--column {shlex.quote(pair)}") for pair in pairs)
        elif field in _SHARED and value == "":
            yield f"--share {field}", f"--share {field}"
        elif field == "dialect" and value == "":
            yield "--dialect", "--dialect none"
        else:
            yield f"--{option}", f"--{option} {shlex.quote(_text(value))}"


def _text(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return str(value).lower()
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    return text.replace("\t", "\\t")


def _pair(option: str, name: str, said: str) -> Option:
    if option == "column" and not said:
        return f"--without {name}", f"--without {name}"
    return f"--{option} {name}=", f"--{option} {shlex.quote(f'{name}={said}')}"


def placed(hint: str | None, files: list[Opened], place: str) -> str | None:
    """The hint with the path that has to be typed here, where it names a file as a shop would."""
    hint = hint and hint.replace("tillhouse open FILE --", f"tillhouse open {shlex.quote(place)} --")
    for file in files if hint else ():
        named, alone = f"tillhouse open {file.name} --", shlex.quote(str(file.path))
        hint = (hint or "").replace(f"{named}name NAME", f"tillhouse open {alone} --name NAME")
        hint = hint.replace(named, f"tillhouse open {shlex.quote(place)} --")
    return hint


def with_typed(hint: str | None, options: list[Option]) -> str | None:
    """The hint; each command of it that opens with options has those that were typed and that it does not name."""

    def whole(found: re.Match[str]) -> str:
        rest = f"{found['rest'].replace(chr(39), '')} "
        return " ".join((found.group(), *(text for name, text in options if not _names(rest, name))))

    return None if hint is None else _OPEN.sub(whole, hint)


def _names(rest: str, option: str) -> bool:
    """Whether a command names an option; one of pairs by its left side."""
    return (option if option.endswith("=") else f"{option} ") in rest
