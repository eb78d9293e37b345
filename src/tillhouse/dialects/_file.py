"""What the file of a dialect says, checked; each fault is named with the file and, where it is known, the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tillhouse.errors import BadSetting
from tillhouse.setting import settings_of
from tillhouse.settings.feed import CANONICAL, WORDS, Feed

#: What a file of a dialect may say, and whether it must.
_KEYS = {
    "title": True,
    "page": False,
    "says": True,
    "cannot_say": False,
    "header": True,
    "columns": True,
    "feed": False,
}
#: Fields of a feed that are no convention of an export.
_NOT_OF_EXPORTS = {"path", "columns", "dialect"}


@dataclass(frozen=True)
class DialectFile:
    """A file of a dialect. where: its path. text: what it holds."""

    where: str
    text: str

    def bad(self, key: str, fault: str, hint: str) -> BadSetting:
        """An error at the line of ``key``, or of the file where no line has it."""
        return BadSetting(f"{self.at(key)}: {fault}", hint)

    def at(self, key: str, within: str = "") -> str:
        """The place of a key: the file, and the first line that has it. within: the table it stands in."""
        lines = self.text.splitlines()
        key_line = re.compile(rf'\s*(\[(feed\.)?)?"?{re.escape(key)}"?\s*(=|\])')
        table = re.compile(rf"\s*\[{re.escape(within)}\]")
        start = next((number for number, line in enumerate(lines) if table.match(line)), 0) if within else 0
        found = (number for number in range(start, len(lines)) if key_line.match(lines[number]))
        number = next(found, None)
        return self.where if number is None else f"{self.where}, line {number + 1}"

    def check_keys(self, said: Mapping[str, Any]) -> None:
        """Raise `BadSetting` for a key that no dialect has, or one that is not there."""
        for key in said:
            if key not in _KEYS:
                raise self.bad(key, f"a dialect has no {key}.", _known(key, _KEYS))
        needed = ", ".join(key for key, is_needed in _KEYS.items() if is_needed)
        for key, is_needed in _KEYS.items():
            if is_needed and not said.get(key):
                raise self.bad(key, f"{key} is missing or empty.", f"It must say {needed}.")

    def words(self, said: Mapping[str, Any], key: str) -> str:
        """A text, empty where it is not there."""
        value = said.get(key, "")
        if not isinstance(value, str):
            raise self.bad(key, f"{key} is {value!r}.", "It must be text, in quotes.")
        return value

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        ready = [value] if isinstance(value, str) else value
        if not isinstance(ready, list) or not all(isinstance(one, str) and one for one in ready):
            raise self.bad(key, f"{key} is {value!r}.", "It must be a list of texts, none of them empty.")
        return tuple(ready)

    def table(self, key: str, value: Any) -> Mapping[str, Any]:
        """A table."""
        if not isinstance(value, dict):
            raise self.bad(key, f"{key} is {value!r}.", f"It must be a table: [{key}].")
        return value

    def signatures(self, value: Any) -> tuple[tuple[str, ...], ...]:
        """One list of headers, or a list of such lists."""
        rows = value if isinstance(value, list) and isinstance(value[0], list) else [value]
        if not all(isinstance(one, list) and one for one in rows):
            raise self.bad("header", f"header is {value!r}.", "It must be a list of texts, or of such lists.")
        return tuple(self.texts("header", one) for one in rows)

    def columns(self, value: Any) -> Mapping[str, tuple[str, ...]]:
        """By canonical name the headers that can hold it."""
        table = self.table("columns", value)
        for meaning in table:
            if meaning not in CANONICAL:
                raise self.bad(meaning, f"no column means {meaning}.", _known(meaning, CANONICAL))
        return {meaning: self.texts(meaning, names) for meaning, names in table.items()}

    def feed(self, value: Any) -> Mapping[str, Any]:
        """Other fields of the feed, as it has them."""
        known = {key: one for key, one in settings_of(Feed).items() if key not in _NOT_OF_EXPORTS}
        ready: dict[str, Any] = {}
        for key, given in self.table("feed", value).items():
            if key not in known:
                raise self.bad(key, f"a feed has no {key}.", _known(key, known))
            where = f"{self.at(key)}: {key}"
            ready[key] = known[key].of_file(given, where, lambda shown: shown)
            known[key].check(ready[key], where)
            self._check_words(key, given)
        Feed("", **ready).checked(self.where)
        return ready

    def _check_words(self, key: str, table: Any) -> None:
        """Raise `BadSetting` for a word of a table that means nothing."""
        for name, word in table.items() if key in WORDS else ():
            if word not in WORDS[key]:
                where = self.at(name, f"feed.{key}")
                raise BadSetting(f"{where}: {name} is {word!r} in {key}.", _known(word, WORDS[key]))


def _known(name: str, known: Collection[str] | Iterable[str]) -> str:
    """The nearest to a name that nobody knows, and all that are known."""
    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    said = f"It can be: {', '.join(names)}."
    return f"Did you mean {close[0]}? {said}" if close else said
