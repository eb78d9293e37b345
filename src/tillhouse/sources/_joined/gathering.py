"""Files as the deliveries of a feed that joins them: each is its file of lines, with the others beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import Join
from tillhouse.sources._joined.parts import deliveries
from tillhouse.sources._opened import Opened


@dataclass(frozen=True)
class Together:
    """How files belong together. says: of each join, what the keys show. open: why a person has to decide, or empty.

    aside: files of them that are not joined. came_back: what a person has to decide about files of refunds and of
    returned orders, to the join that could be.
    """

    records_in: str
    joins: Mapping[str, str]
    payments: Mapping[str, str]
    says: tuple[str, ...]
    open: str
    aside: tuple[str, ...]
    came_back: Mapping[str, Join | None] = field(default_factory=dict)


def together(files: Sequence[Opened]) -> Together | None:
    """How files belong together by their keys; None where they do not, or are alike."""
    from tillhouse.sources._joined import finding

    return finding.found(files)


def gathered(files: Iterable[Opened], feed: Feed) -> tuple[list[Opened], list[str]]:
    """What the files deliver to the feed, and the names of those that it does not join.

    Raises `UnmappedHeader` for files that lack the one with their lines.
    """
    if not feed.records_in:
        return [*files], []
    found, aside = [], []
    wanted = (feed.records_in, *feed.joins, *feed.payments)
    for members in deliveries(files):
        there = [members[part] for part in wanted if part in members]
        aside += [f"{one.name} (not joined)" for one in members.values() if one not in there]
        if not there:
            continue
        if feed.records_in not in members:
            raise UnmappedHeader(
                f"{there[0].name} comes without {feed.records_in}, which holds the lines of feed {feed.name}.",
                f"Put the file {feed.records_in} beside it.",
            )
        first, *others = there
        if first.sheet:
            found.append(first.file)
            continue
        name = " + ".join(one.name for one in there)
        beside = tuple(one.file for one in others)
        found.append(replace(first.file, name=name, beside=beside))
    return found, aside
