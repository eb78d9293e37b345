"""Files that belong together, as they are opened: found by their keys, or joined as the feed says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tillhouse.errors import AmbiguousReading
from tillhouse.evidence import Finding
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened, Together, gathered, open_all, part_of, together

#: What a person says where files that could be joined are to stand alone.
ALONE = "none"
_FIELDS = ("records_in", "joins", "payments")


@dataclass(frozen=True)
class Gathered:
    """Files as the deliveries of a feed. decided: what makes them so. aside: files that are not joined."""

    files: list[Opened]
    decided: Mapping[str, Any] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def as_declared(files: Sequence[Opened], saved: Feed | None, decided: Mapping[str, Any]) -> Gathered | None:
    """The files as a saved feed, or a person, says that they belong together; None where neither says it."""
    said = {name: decided[name] for name in _FIELDS if name in decided}
    if said.get("records_in") == ALONE:
        return Gathered([*files], {"records_in": ""})
    feed = Feed("", **said) if said else saved
    if feed is None or not feed.records_in:
        return None if saved is None else Gathered([*files])
    joined, aside = gathered(_with_others(files, saved), feed)
    return Gathered(joined, {}, tuple(aside))


def _with_others(files: Sequence[Opened], saved: Feed | None) -> Sequence[Opened]:
    """The files; one of a saved feed's folder that is named alone comes with all others of the folder."""
    place = Path(saved.path) if saved else None
    if (
        place is None
        or len(files) > 1
        or not place.is_dir()
        or not files[0].path.resolve().is_relative_to(place)
    ):
        return files
    return open_all(files[0].path.parent)


def by_keys(files: Sequence[Opened], place: str) -> Gathered | None:
    """The files as their keys join them; None where they do not.

    Raises `AmbiguousReading` where the keys leave it open.
    """
    found = together(files)
    if found is None:
        return None
    if found.open:
        said = "\n".join(f"  {one}." for one in found.says)
        raise AmbiguousReading(
            f"The files of {place} could belong together, but {found.open}:\n{said}",
            f"Join them:  tillhouse open {shlex.quote(place)} {' '.join(_options(found))}\n"
            f"Or open each alone:  tillhouse open {shlex.quote(place)} --records {ALONE}",
        )
    if found.came_back:
        raise _undecided(found, files, place)
    decided: dict[str, Any] = {
        "records_in": found.records_in,
        "joins": found.joins,
        "payments": found.payments,
    }
    joined, aside = gathered(files, Feed("", **decided))
    says = f"These belong together: {'. '.join(found.says)}."
    return Gathered(joined, decided, tuple(aside), (Finding("together", says, 0, feed=decided),))


def _undecided(found: Together, files: Sequence[Opened], place: str) -> AmbiguousReading:
    """What came back, and how the files are opened without it."""
    typed = f"tillhouse open {shlex.quote(place)} {' '.join(_options(found))}"
    if not found.joins:
        own = next(
            (str(file.path) for file in files if part_of(file.path.name)[0] == found.records_in), place
        )
        typed = f"tillhouse open {shlex.quote(own)}"
    hints = [f"Open the others without it:  {typed}"]
    possible = {one.part: one.text for one in found.came_back.values() if one}
    if possible:
        joined = " ".join(_options(replace(found, joins={**found.joins, **possible})))
        hints.append(f"Or with what finds its order:  tillhouse open {shlex.quote(place)} {joined}")
    return AmbiguousReading(".\n".join(found.came_back) + ".", "\n".join(hints))


def _options(found: Together) -> list[str]:
    options = [f"--records {shlex.quote(found.records_in)}"]
    for word, keys in (("join", found.joins), ("payments", found.payments)):
        options += [f"--{word} {shlex.quote(f'{part}={key}')}" for part, key in keys.items()]
    return options
