"""Documents: what programs are told, and how it is written as JSON. Commands print it, and routes can send it.

An answer is a frozen dataclass with a method `document`. Lines of its docstring, ``path: type. Meaning.``, declare the
fields: docs/reference/json.md is made of them, and a test holds documents against them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Protocol


class Document(Protocol):
    """An answer that programs can read."""

    def document(self) -> Any:
        """What `encoded` writes: an object, or a list of objects."""


@dataclass(frozen=True)
class Failure:
    """Why a command failed. kind: the name of the error. hint: what to do next."""

    kind: str
    message: str
    hint: str | None

    def document(self) -> dict[str, Any]:
        """Why a command failed, for programs; its exit code says what kind of error it is.

        error: object. The error.
        error.kind: text. Its name.
        error.message: text. What was found, and what was expected.
        error.hint: text or null. The next command to type, or what to do.
        """
        return {"error": {"kind": self.kind, "message": self.message, "hint": self.hint}}


def encoded(answer: Document) -> str:
    """A document as JSON; decimals become exact text, moments ISO 8601."""
    return json.dumps(answer.document(), default=_plain, ensure_ascii=False, allow_nan=False, indent=2)


def exact(amount: Decimal | str) -> str:
    """An amount as programs read it: all its decimals, at least two, no separators: ``9747747.934``."""
    text = f"{Decimal(amount):f}"
    whole, _, places = text.partition(".")
    text = f"{whole}.{places.rstrip('0').ljust(2, '0')}"
    return text.removeprefix("-") if not Decimal(text) else text


def objects(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows as one object each. Equal column names are told apart by a number behind them."""
    names = list(columns)
    for place, name in enumerate(names):
        earlier = columns[:place].count(name)
        names[place] = f"{name}_{earlier + 1}" if earlier else name
    return [dict(zip(names, map(_cell, row), strict=True)) for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form.")


def _cell(value: Any) -> Any:
    """What JSON has no form for, as text; the rest is written by `encoded`."""
    if isinstance(value, (float, Decimal)):
        return value if isfinite(value) else str(value)
    if value is None or isinstance(value, (bool, int, str, datetime)):
        return value
    if isinstance(value, (list, tuple)):
        return [_cell(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): _cell(inner) for key, inner in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
