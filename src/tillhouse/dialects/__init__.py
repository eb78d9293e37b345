"""Dialects: exports of named systems, a data file each, recognised by their headers.

``NAME.toml`` in this folder is one that ships; ``ROOT/dialects/NAME.toml`` is the user's own, and wins over one of
the same name. A dialect says what the columns of such a file mean (`columns`), and what else the feed has to know
(`feed`). It is data: nothing of it is known to any other module.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tillhouse.dialects._file import DialectFile
from tillhouse.errors import AmbiguousReading, BadSetting

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Dialect:
    """The export of a named system.

    page: where its columns are documented. says: what a record is, for people. cannot_say: what such a file leaves
    open. header: signatures; all headers of one of them are in a file of this dialect. columns: by canonical name the
    headers that can hold it; of those that the file has, the second counts where the first is blank. feed: other
    fields of the feed, as it has them.
    """

    name: str
    title: str
    page: str
    says: str
    cannot_say: tuple[str, ...]
    header: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    feed: Mapping[str, Any]

    def fit(self, header: Sequence[str]) -> int:
        """How many headers of the longest signature that is wholly there; 0 if none is."""
        there = {folded(name) for name in header}
        return max((len(names) for names in self.header if there.issuperset(map(folded, names))), default=0)

    def mapped(self, header: Sequence[str]) -> dict[str, str]:
        """By canonical name the header, as the file writes it, that holds it."""
        return {meaning: names[0] for meaning, names in self._there(header).items()}

    def otherwise(self, header: Sequence[str]) -> dict[str, str]:
        """By canonical name the header that holds it where that of `mapped` is blank."""
        return {meaning: names[1] for meaning, names in self._there(header).items() if len(names) > 1}

    def _there(self, header: Sequence[str]) -> dict[str, list[str]]:
        written = {folded(name): name for name in reversed(header)}
        found = {
            meaning: [written[folded(name)] for name in names if folded(name) in written]
            for meaning, names in self.columns.items()
        }
        return {meaning: names for meaning, names in found.items() if names}


def folded(header: str) -> str:
    """A header as it is compared: without case; blanks, underscores and hyphens are alike."""
    return re.sub(r"[\s_-]+", " ", header.lstrip("\ufeff")).strip().casefold()


def dialects(root: Path | None) -> Mapping[str, Dialect]:
    """All dialects by name. root: of the lake, for the user's own. Raises `BadSetting` with file and line."""
    own = sorted((root / "dialects").glob("*.toml")) if root is not None else []
    written = {path: text for path in own if _says_something(text := _text(path))}
    return {**_shipped(), **{path.stem: parsed(path.stem, text, str(path)) for path, text in written.items()}}


def recognised(header: Sequence[str], known: Mapping[str, Dialect]) -> Dialect | None:
    """The dialect of a file, by its headers: the one with the longest signature that is wholly there.

    Raises `AmbiguousReading` where two fit equally well.
    """
    fits = {name: fit for name, dialect in known.items() if (fit := dialect.fit(header))}
    best = sorted(name for name, fit in fits.items() if fit == max(fits.values()))
    if len(best) > 1:
        raise AmbiguousReading(
            f"The header fits {len(best)} dialects equally well: {', '.join(best)}.",
            f'Name one in the feed:  dialect = "{best[0]}"',
        )
    return known[best[0]] if best else None


@cache
def _shipped() -> Mapping[str, Dialect]:
    paths = sorted(
        (one for one in files("tillhouse.dialects").iterdir() if one.name.endswith(".toml")),
        key=lambda one: one.name,
    )
    found = {one.name.removesuffix(".toml"): one.read_text("utf-8") for one in paths}
    return MappingProxyType({name: parsed(name, text, f"{name}.toml") for name, text in found.items()})


def _says_something(text: str) -> bool:
    """Whether a file is more than comments."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadSetting(f"{path}: byte {error.start} is no UTF-8.", "Save the file as UTF-8.") from error


def parsed(name: str, text: str, where: str) -> Dialect:
    """The dialect that a file holds. Raises `BadSetting`, naming ``where`` and the line, for what cannot be used."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{where} is no TOML: {error}.") from error
    if not _NAME.fullmatch(name):
        raise BadSetting(f"{where}: a dialect cannot be named {name!r}.", "Use small letters, digits and _.")
    file = DialectFile(where, text)
    file.check_keys(said)
    return Dialect(
        name,
        title=file.words(said, "title"),
        page=file.words(said, "page"),
        says=file.words(said, "says"),
        cannot_say=file.texts("cannot_say", said.get("cannot_say", [])),
        header=file.signatures(said["header"]),
        columns=file.columns(said["columns"]),
        feed=file.feed(said.get("feed", {})),
    )
