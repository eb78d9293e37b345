"""Files in a lake's folder by which a shop defines its own metrics, line types, segments, checks and calendar.

Here they are read as data; who uses one says what its words mean. What such a file says, without its comments, is a
setting that figures depend on: a release records it, and what reads it is built again when it changes.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from tillhouse.errors import BadSetting
from tillhouse.setting import figure, row, settings_of
from tillhouse.settings.own import NAME

#: By the name under which a body asks for it, the file.
OWN_FILES: Mapping[str, str] = {
    "own_checks": "checks.toml",
    "own_line_types": "line_types.csv",
    "own_metrics": "metrics.toml",
    "own_segments": "rfm_segments.csv",
}
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class OwnFile:
    """One such file, or that there is none.

    text, path: as it is written, to name lines by; empty where a release is built again from its record.
    """

    declared: str = figure("", "what the file says, as JSON")
    text: str = row("", "the file as it is written")
    path: str = row("", "where it is")

    @property
    def name(self) -> str:
        """The name of the file."""
        return Path(self.path).name

    @property
    def said(self) -> Any:
        """What it says: tables of a TOML file, rows of a CSV file."""
        return json.loads(self.declared) if self.declared else {}

    def bad(self, fault: str, hint: str, table: str = "", key: str = "") -> BadSetting:
        """An error at the line of a table or of a key in it. Names the file alone where the line is not known."""
        return BadSetting(f"{self.at(table, key)}: {fault}", hint)

    def bad_row(self, number: int, fault: str, hint: str) -> BadSetting:
        """An error at a row of a CSV file; its header is row 0."""
        lines = [line for line, text in enumerate(self.text.splitlines(), 1) if counts(text)]
        return BadSetting(f"{_at(self.path, lines[number] if number < len(lines) else 0)}: {fault}", hint)

    def at(self, table: str = "", key: str = "") -> str:
        """The place of a table, or of a key in it: the file and the line."""
        within, begins = "", 0
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[\s*\"?([^\]\"]+?)\"?\s*\]", line):
                within = header[1]
                begins = number if within == table else begins
            elif within == table and key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
                return _at(self.path, number)
        return _at(self.path, begins)

    def entries(self, kind: type[_Made]) -> Iterator[tuple[str, _Made]]:
        """The tables of a TOML file by name, each as ``kind``: a dataclass whose fields are rows.

        Raises `BadSetting` with file and line for a name, a key or a value that cannot be used.
        """
        for name, values in self.said.items():
            if not isinstance(values, dict):
                raise self.bad(f"{name} is {values!r}.", "Everything stands in a table: [name].", "", name)
            if not NAME.fullmatch(name):
                raise self.bad(
                    f"nothing can be named {name!r}.",
                    "Use up to 50 small letters, digits and _, a letter first.",
                    name,
                )
            yield name, self.made(kind, values, name)

    def made(self, kind: type[_Made], values: Mapping[str, Any], table: str) -> _Made:
        """What a table of the file says, as ``kind``. Raises `BadSetting` with file and line."""
        known = settings_of(kind)
        ready: dict[str, Any] = {}
        for key, value in values.items():
            if key not in known:
                raise self.bad(f"unknown key {key}.", nearest(key, known), table, key)
            where = f"{self.at(table, key)}: {key}"
            ready[known[key].name] = known[key].of_file(value, where, lambda shown: shown)
            if not isinstance(ready[known[key].name], tuple):
                known[key].check(ready[known[key].name], where)
        return kind(**ready)

    def check_words(self, words: Collection[str], known: Collection[str], table: str, key: str) -> None:
        """Raise `BadSetting` for a word that is not known."""
        for word in words:
            if word not in known:
                raise self.bad(f"unknown word {word!r} in {key}.", nearest(word, known), table, key)


def nearest(name: str, known: Collection[str]) -> str:
    """A hint with the nearest to a name that nobody knows, and all that are known."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    said = f"It can be: {', '.join(known)}."
    return f"Did you mean {close[0]}? {said}" if close else said


def own_file(path: Path) -> OwnFile:
    """A file of the lake's folder as data. Raises `BadSetting` with file and line where it cannot be read."""
    if not path.is_file():
        return OwnFile()
    found = OwnFile("", text_of(path), str(path))
    said = _rows(found) if path.suffix == ".csv" else _tables(found)
    return replace(found, declared=json.dumps(said, ensure_ascii=False, default=str) if said else "")


def text_of(path: Path) -> str:
    """The text of a file of the lake's folder. Raises `BadSetting` where it is no UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSetting(f"{path}: byte {error.start} is no UTF-8.", "Save the file as UTF-8.") from error


def counts(line: str) -> bool:
    """Whether a line of a CSV or Python file says something: it is neither blank nor a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _tables(file: OwnFile) -> dict[str, Any]:
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = _at(file.path, int(line[1]) if line else 0)
        raise BadSetting(f"{where}: {error}.", "Correct the line; texts stand in quotes.") from error


def _rows(file: OwnFile) -> list[list[str]]:
    found: list[list[str]] = []
    for text in filter(counts, file.text.splitlines()):
        try:
            (cells,) = csv.reader([text], strict=True)
        except csv.Error as error:
            raise file.bad_row(len(found), f"{error}.", "A row is one line; close every quote.") from error
        found.append([cell.strip() for cell in cells])
    return found


def _at(path: str, line: int) -> str:
    return f"{path}, line {line}" if line else path
