"""Subjects that can be explained. One file per kind; it offers ``account(snapshot, name)``: what a release knows.

An account is made of sections, each of them rows that a reader can check against the tables they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tillhouse import folder
from tillhouse.answers.document import objects
from tillhouse.lake.snapshot import Snapshot


@dataclass(frozen=True)
class Section:
    """Rows about a subject.

    name: for programs; title: for people. said: sentences about the rows. estimates: columns of decimals that are no
    money. limit: how many of the last rows people are shown; None is all.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    said: Sequence[str] = ()
    estimates: frozenset[str] = frozenset()
    limit: int | None = None

    def document(self) -> dict[str, Any]:
        """Rows about a subject, for programs.

        said: list of text. Sentences about the rows.
        rows: list of object. All rows, by column.
        """
        return {"said": list(self.said), "rows": objects(self.columns, self.rows)}


@dataclass(frozen=True)
class Account:
    """What a release knows of a subject.

    missing: analytics that would tell more and are not in the release. stale: those that are of an earlier one.
    deeper: commands that lead to the rows behind it. release: the one that answers.
    """

    kind: str
    name: str
    sections: Sequence[Section]
    missing: Sequence[str]
    stale: Sequence[str]
    deeper: Sequence[str]
    release: int = 0

    def document(self) -> dict[str, Any]:
        """What is known of a customer or product, for programs.

        subject: text. `customer` or `product`.
        name: text. The customer's id, or the stock code.
        release: integer. The release that answers.
        sections: object of Section. What is known, by name; analytics by the name of their table.
        missing: list of text. Analytics that would tell more, and are not in the release.
        stale: list of text. Analytics that were built from other sales or settings.
        """
        return {
            "subject": self.kind,
            "name": self.name,
            "release": self.release,
            "sections": {one.name: one.document() for one in self.sections},
            "missing": list(self.missing),
            "stale": list(self.stale),
        }


def account(snapshot: Snapshot, kind: str, name: str) -> Account:
    """What is known of a subject; raises `UnknownName` for a kind that is none, and for a name with the nearest."""
    found: Account = folder.entry(__name__, kind).account(snapshot, name.strip())
    return replace(found, release=snapshot.release.number)
