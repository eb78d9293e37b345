"""A finding: something that the values say against the plain reading, with its lines, its money and what follows."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from tillhouse.evidence.currencies import told

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.settings.feed import Feed


#: Findings about values of a status or type column.
VALUES = ("status", "status_unknown", "status_split")


def option(name: str, value: str) -> str:
    """An option of `open` as it is typed in a shell."""
    return f"--{name} {shlex.quote(value)}"


@dataclass(frozen=True)
class Reading:
    """One way to read what was found. options: of `open`, that choose it. amount: the net money that it gives.

    currencies: that money by currency, where it has several; the amount compares readings then, and is not shown.
    is_mixed: whether it adds currencies and is known as that sum alone; it is not shown either.
    """

    says: str
    options: tuple[str, ...]
    amount: Decimal | None = None
    currencies: Mapping[str, Decimal] = field(default_factory=dict)
    is_mixed: bool = False

    @property
    def money(self) -> str:
        """The money for people; empty where it gives none."""
        return "" if self.amount is None or self.is_mixed else told(self.currencies or {"": self.amount})

    def document(self) -> dict[str, Any]:
        """One way to read what was found, for programs.

        says: text. What it means.
        options: list of text. What chooses it, as options of `tillhouse open`.
        amount: decimal or null. The money that it gives; null of several currencies.
        currencies: object of decimal. That money by currency, where it has several.
        """
        said = {"says": self.says, "options": list(self.options)}
        return {**said, **_document(self)}


@dataclass(frozen=True)
class Finding:
    """Something that the values say. name: of its kind. says: a sentence for people.

    lines: how many lines it is about. amount: their money. proposed: how they are read. instead: what else it could
    be. is_question: whether nothing decides between the two, so that a person has to. feed: fields of the feed that
    the proposal sets. about: the column, where several can have such a finding. values: new ones of it. currencies:
    their money by currency, where it has several; the amount is not shown then, nor where it is mixed.
    """

    name: str
    says: str
    lines: int
    amount: Decimal | None = None
    proposed: Reading | None = None
    instead: Reading | None = None
    is_question: bool = False
    feed: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    values: tuple[str, ...] = ()
    currencies: Mapping[str, Decimal] = field(default_factory=dict)
    is_mixed: bool = False

    @property
    def key(self) -> str:
        """What a feed's `agreed` calls it: its name, and the column that it is about."""
        return f"{self.name} {self.about}".rstrip()

    def document(self) -> dict[str, Any]:
        """Something that the values say against the plain reading, for programs.

        name: text. The kind of finding.
        says: text. A sentence for people.
        lines: integer. How many lines it is about.
        amount: decimal or null. Their money; null of several currencies.
        currencies: object of decimal. Their money by currency, where it has several.
        proposed, instead: Reading or null. How they are read; what else it could be.
        question: boolean. Whether a person has to decide.
        """
        return {
            "name": self.name,
            "says": self.says,
            "lines": self.lines,
            **_document(self),
            "proposed": self.proposed.document() if self.proposed else None,
            "instead": self.instead.document() if self.instead else None,
            "question": self.is_question,
        }


def mixed(one: Finding) -> Finding:
    """A finding about lines of several currencies, whose sums are not kept apart."""
    both = (replace(r, is_mixed=True) if r and not r.currencies else r for r in (one.proposed, one.instead))
    proposed, instead = both
    return replace(one, proposed=proposed, instead=instead, is_mixed=not one.currencies)


def _document(one: Finding | Reading) -> dict[str, Any]:
    is_several = one.is_mixed or one.currencies
    return {"amount": None if is_several else one.amount, "currencies": dict(one.currencies)}


Findings = tuple[Finding, ...]


class Watch(Protocol):
    """Sees all batches of some files, in memory that does not grow with them."""

    wants: Collection[str]
    """The columns it looks at."""

    sees_all: bool
    """Whether it sees all lines as `Shaper` gives them, instead of goods as `valued` does."""

    def add(self, lines: pl.DataFrame) -> None:
        """One batch."""

    def found(self, feed: Feed) -> Iterator[Finding]:
        """What all of them say."""
