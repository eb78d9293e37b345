"""Documents held against the fields they declare, and made free of what differs from run to run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from documents import CLASSES, Field, fields, kind_of

_DECIMAL = re.compile(r"-?\d+\.\d\d+")
#: Fields that follow from the clock, the machine or the versions of libraries.
_VOLATILE = {
    "created_at",
    "last_delivery",
    "fetched_at",
    "taken_at",
    "decided_at",
    "as_of",
    "seconds",
    "software",
    "digest",
    "root",
    "bytes",
}


def faults(value: Any, name: str) -> list[str]:
    """What a document has that its class does not declare, and what it lacks, as sentences."""
    return list(_of_type(value, name, [], name))


def _expanded(declared: Iterable[Field]) -> Iterator[Field]:
    for one in declared:
        if one.path == "...":
            yield from _expanded(fields(kind_of(one.types[0])))
        else:
            yield one


def _of_object(value: dict[str, Any], declared: list[Field], at: str) -> Iterator[str]:
    declared = list(_expanded(declared))
    own = {one.path: one for one in declared if not re.search(r"[.\[]", one.path)}
    yield from (
        f"{at} lacks {path}"
        for path, one in own.items()
        if path != "*" and path not in value and not one.may_be_absent
    )
    for key, inner in value.items():
        one = own.get(key) or own.get("*")
        if one is None:
            yield f"{at}.{key} is not declared"
            continue
        below = [
            Field(other.path.removeprefix(start), other.types, other.may_be_absent, other.meaning)
            for other in declared
            for start in (f"{one.path}.", f"{one.path}[].")
            if other.path.startswith(start)
        ]
        tried = [list(_of_type(inner, kind, below, f"{at}.{key}")) for kind in one.types]
        yield from min(tried, key=len)


def _of_type(value: Any, kind: str, below: list[Field], at: str) -> Iterator[str]:
    word, _, item = kind.partition(" of ")
    if kind in CLASSES:
        if isinstance(value, dict):
            yield from _of_object(value, list(fields(kind_of(kind))), at)
        else:
            yield from _elsewise(value, kind, at)
    elif word == "list" and isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _of_type(inner, item or "object", below, f"{at}[{place}]")
    elif word == "object" and isinstance(value, dict):
        yield from _of_object(value, below, at) if below else ()
        if item:
            yield from (f for key, inner in value.items() for f in _of_type(inner, item, [], f"{at}.{key}"))
    elif not _is(value, kind):
        yield f"{at} is {value!r}, which is no {kind}"


def _elsewise(value: Any, kind: str, at: str) -> Iterator[str]:
    """A class whose documents are lists, or a value that is none of its documents."""
    if isinstance(value, list) and any(one.path == "[]" for one in fields(kind_of(kind))):
        for inner in value:
            yield from faults(inner, next(fields(kind_of(kind))).types[0])
    else:
        yield f"{at} is {value!r}, which is no {kind}"


def _is(value: Any, kind: str) -> bool:
    simple = {"text": str, "boolean": bool, "integer": int, "number": (int, float), "null": type(None)}
    if kind == "any":
        return True
    if kind in simple:
        return isinstance(value, simple[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if not isinstance(value, str):
        return False
    if kind == "decimal":
        return bool(_DECIMAL.fullmatch(value))
    try:
        (date if kind == "date" else datetime).fromisoformat(value)
    except ValueError:
        return False
    return kind in ("date", "moment")


def steady(value: Any, *places: str) -> Any:
    """A document without what differs from run to run. places: folders that texts may name."""
    if isinstance(value, dict):
        return {
            key: f"<{key}>" if key in _VOLATILE and inner is not None else steady(inner, *places)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [steady(inner, *places) for inner in value]
    if isinstance(value, str):
        for place in places:
            value = value.replace(place, "<folder>")
    return value
