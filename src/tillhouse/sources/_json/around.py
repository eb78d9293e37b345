"""Where the records stand in a file that is one object: the list of objects that could be orders or lines of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: What the array of records is called in an object around it: as its first member, or behind others.
FIRST = frozenset({"items", "payments", "transactions", "sales", "rows", "elements", "content"})
ANYWHERE = frozenset({"orders", "data", "results", "records", "receipts", "value"})
#: Objects around a list, at most.
DEEPEST = 3
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_DATE = re.compile(
    r"(\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{2,4})(?!\d)|1\d{9}(\d{3})?$|\d{8}$", re.ASCII
)
_NUMBER = re.compile(r"[-+]?\d{1,15}([.,]\d+)?", re.ASCII)
#: Names of numbers that measure nothing.
_NAMING = re.compile(r"(?i)(id|no|nr|number|phone|zip|code|key|page|offset|limit)$")


@dataclass(frozen=True)
class Place:
    """Where a list of objects stands. path: the names that lead to it; before: brackets that open before its own."""

    path: tuple[str, ...]
    before: int
    first: Mapping[str, Any] | None = None
    size: int = 0
    is_known: bool = False

    @property
    def name(self) -> str:
        """Its path as a person types it."""
        return ".".join(self.path)

    @property
    def looks(self) -> bool:
        """Whether its first object could be a sale."""
        return self.first is not None and is_like_sale(self.first)


TOP = Place((), 0)


def is_like_sale(value: object) -> bool:
    """Whether an object has a date and a number that measures something, or lists objects besides a date."""
    if not isinstance(value, dict):
        return False
    return _has_date(value) and (measures(value) or any(isinstance(one, list) for _, one in _values(value)))


def measures(value: object) -> bool:
    """Whether an object has a number that could be money or a quantity."""
    return isinstance(value, dict) and any(
        _is_number(one) and not _NAMING.search(name) for name, one in _values(value)
    )


def candidates(text: str) -> list[Place]:
    """Lists that could hold the records, by what the beginning of a file shows; none: its lines are records."""
    start = _skip(text, 0)
    there = [*_lists(text, start, ())]
    if not there or text[start : start + 1] != "{":
        return []
    around, is_alone = _around(text, start)
    known = [one for one in there if one.is_known]
    if not is_alone:
        return [] if _has_date(around) else known[:1]
    like = [one for one in there if one.looks]
    if known and all(one in known for one in like):
        return like[:1] or known[:1]
    if like:
        is_order = _has_date(around) and len(there) > 1 and not known
        return [] if is_order else like
    return [] if _has_date(around) else [max(there, key=_size)]


def all_lists(text: str) -> list[Place]:
    """All lists of objects that the beginning of a file shows."""
    return [*_lists(text, _skip(text, 0), ())]


def _size(place: Place) -> int:
    return place.size


def _around(text: str, at: int) -> tuple[dict[str, Any], bool]:
    """What the object says besides its lists as far as it is there, and whether nothing follows it."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return {name: one for name, one in _members(text, at) if not isinstance(one, int)}, True
    return value, _skip(text, end) == len(text)


def _members(text: str, at: int) -> Iterator[tuple[str, Any]]:
    """The members of an object; the place of a list or an object instead of itself."""
    try:
        while text[at : at + 1] in {"{", ","} and text[at]:
            name, at = _DECODER.raw_decode(text, _skip(text, at + 1))
            at = _skip(text, _skip(text, at) + 1)
            value: Any = at
            if text[at] in "[{":
                yield str(name), value
                _, at = _DECODER.raw_decode(text, at)
            else:
                value, at = _DECODER.raw_decode(text, at)
                yield str(name), value if not isinstance(value, bool) else str(value)
            at = _skip(text, at)
    except (ValueError, IndexError, RecursionError):
        return


def _lists(text: str, at: int, path: tuple[str, ...]) -> Iterator[Place]:
    """The lists of objects in an object, and in objects within it."""
    for number, (name, value) in enumerate(_members(text, at)):
        if not isinstance(value, int):
            continue
        if text[value] == "{" and len(path) < DEEPEST - 1:
            yield from _lists(text, value, (*path, name))
        elif text[value] == "[" and text[_skip(text, value + 1) :][:1] in ("{", "]"):
            is_known = not path and (name in ANYWHERE or (not number and name in FIRST))
            yield Place((*path, name), _opened(text[:value]), *_begun(text, value), is_known)


def _begun(text: str, at: int) -> tuple[Any, int]:
    """The first object of a list, where it is whole, and how long the list is."""
    try:
        first, _ = _DECODER.raw_decode(text, _skip(text, at + 1))
    except (ValueError, RecursionError):
        first = None
    try:
        _, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        end = len(text) * 2
    return first, end - at


def _opened(text: str) -> int:
    outside = _STRING.sub("", text)
    return outside.count("{") + outside.count("[")


def _values(value: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The values of an object and of those within it; of lists only those that hold objects."""
    for name, one in value.items():
        if isinstance(one, dict) and depth < DEEPEST:
            yield from _values(one, depth + 1)
        elif not isinstance(one, list) or (one and isinstance(one[0], dict)):
            yield name, one


def _has_date(value: Mapping[str, Any]) -> bool:
    own = (one for _, one in _values(value))
    return any(isinstance(one, str) and _DATE.match(one) for one in own)


def _is_number(value: object) -> bool:
    return isinstance(value, str) and bool(_NUMBER.fullmatch(value))


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
