"""The books of a release as they are asked for: in all, of a feed or month, or one statement for each of some kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import narwhals as nw

from tillhouse.answers.document import Document
from tillhouse.answers.observations import Observation, observations
from tillhouse.answers.unnamed import unnamed
from tillhouse.books import Line, Statement, books_of, statements_by, without_money
from tillhouse.errors import UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.delivery_findings import DeliveryFinding, delivery_findings
from tillhouse.lake.snapshot import Snapshot

#: What one statement can be made for each of, with its column of the books.
BY = {"file": "delivery", "month": "month", "feed": "feed"}
#: Events of a product line, in the words of a shop, in the order of the bridge.
_PRODUCT = (
    ("products sold", ("sale",)),
    ("products cancelled", ("cancellation",)),
    ("products returned", ("return",)),
    ("products adjusted", ("adjustment",)),
)
#: The same of receipts that name no product.
_RECEIPTS = (
    ("receipts without products", ("sale", "free")),
    ("such receipts cancelled", ("cancellation",)),
    ("such receipts returned, credit notes", ("return", "write_off")),
    ("such receipts adjusted", ("adjustment",)),
)
_OTHERS = (
    ("refunds of amounts", ("refund",)),
    ("postage (net)", ("postage",)),
    ("manual, discounts, samples, vouchers", ("manual", "discount", "sample", "voucher")),
    ("tips", ("tip",)),
    ("fees", ("fee",)),
    ("bad debt", ("bad_debt",)),
    ("tax", ("tax",)),
    ("test and other", ("test", "other")),
)
_GIVEN = ("free", "write_off")


@dataclass(frozen=True)
class Answer:
    """A statement. feed, month: the part it is of; None is all. worth: what is worth a look, of the whole books.

    findings: what the deliveries of the release say against their feeds.

    reading: how the files it was published with were read. is_published: whether this very call published it.
    unnamed: see `tillhouse.answers.unnamed`. currencies: the same books by currency; money of two is never added.
    """

    release: int
    created_at: str
    books: Statement
    feed: str | None = None
    month: str | None = None
    worth: tuple[Observation, ...] = ()
    findings: tuple[DeliveryFinding, ...] = ()
    is_published: bool = False
    reading: Document | None = None
    unnamed: tuple[str, ...] = ()
    currencies: Mapping[str, Statement] = field(default_factory=dict)

    def published(self, reading: Document | None = None) -> Answer:
        """The statement of a release that was published just now."""
        return replace(self, is_published=True, reading=reading)

    def document(self) -> dict[str, Any]:
        """The books for programs: every row received and every penny in one place.

        release: integer. The release that answers.
        created_at: moment. When it was published.
        ...: Statement. The sums.
        feed: text or null. Only of this feed.
        month: text or null. Only of this month of trading.
        currencies: object of Statement. The sums by currency. Where there are several, amounts are only here.
        worth_a_look: list of Observation. What a person should know; of the whole books only.
        findings: list of DeliveryFinding. What deliveries of this release say against their feeds and earlier files.
        no_currency: list of text. Commands that name the currency of lines in `XXX`, which is none.
        published: boolean, absent. True where this call published the release.
        reading: OpenedFiles, absent. How the files that were opened are read.
        """
        books = self.books.document()
        sums = without_money(books) if len(self.currencies) > 1 else books
        said = {"release": self.release, "created_at": self.created_at, **sums}
        said |= {"currencies": {code: one.document() for code, one in self.currencies.items()}}
        said |= {"feed": self.feed, "month": self.month}
        said |= {"worth_a_look": [one.document() for one in self.worth]}
        said |= {"findings": [one.document() for one in self.findings]}
        said |= {"no_currency": list(self.unnamed)}
        said |= {"published": True} if self.is_published else {}
        return said | ({"reading": self.reading.document()} if self.reading else {})


@dataclass(frozen=True)
class Split:
    """A statement for each file, month or feed and currency, by its name and the currency."""

    release: int
    by: str
    parts: Mapping[tuple[str, str], Statement]

    @property
    def names(self) -> list[tuple[tuple[str, ...], Statement]]:
        """Each statement with what it is of; with its currency, where there are several."""
        several = len({currency for _, currency in self.parts}) > 1
        return [(key if several else key[:1], books) for key, books in self.parts.items()]

    def document(self) -> dict[str, Any]:
        """Several statements for programs.

        release: integer. The release that answers.
        by: text. `file`, `month` or `feed`.
        statements: list. One for each, in order of name; of files, in order of arrival.
        statements[].file, statements[].month, statements[].feed: text, absent. What it is of; one of the three.
        statements[].currency: text. Of its money.
        statements[]....: Statement. Its sums.
        """
        parts = [
            {self.by: name, "currency": currency, **books.document()}
            for (name, currency), books in self.parts.items()
        ]
        return {"release": self.release, "by": self.by, "statements": parts}


@dataclass(frozen=True)
class Bridge:
    """From gross to net: loaded lines by (event, line type). discounts: what was taken off products sold."""

    lines: Mapping[tuple[str, str], Line]
    discounts: Line = field(default_factory=Line)

    @property
    def net(self) -> Line:
        """All of them."""
        return sum(self.lines.values(), Line())

    @property
    def steps(self) -> list[tuple[str, Line]]:
        """The bridge in the words of a shop; lines that hold nothing are left out."""
        (sold, events), *back = _PRODUCT
        taken = Line(0, self.discounts.amount)
        found = [(sold, self._sum(events, ("product",)) + taken), ("discounts on products", Line() - taken)]
        found += [(name, self._sum(events, ("product",))) for name, events in back]
        found += [(name, self._sum(events, ("receipt",))) for name, events in _RECEIPTS]
        paid = tuple({event for event, _ in self.lines})
        found += [(name, self._sum(paid, types)) for name, types in _OTHERS]
        found.append(("free and written off (products)", self._sum(_GIVEN, ("product",))))
        return [(name, line) for name, line in found if line != Line()]

    def _sum(self, events: tuple[str, ...], types: tuple[str, ...]) -> Line:
        return sum((self.lines.get((event, kind), Line()) for event in events for kind in types), Line())


def statement(snapshot: Snapshot, feed: str | None = None, month: str | None = None) -> Answer:
    """The books of a release, or of a feed or month of it; raises `UnknownName`."""
    chosen = _chosen(snapshot, feed, month)
    books, release = books_of(chosen), snapshot.release
    currencies = {code or "": one for (code,), one in statements_by(chosen, "currency").items()}
    worth = observations(snapshot, books) if feed is None and month is None else []
    if len(currencies) > 1:
        worth = [replace(one, amount=None) for one in worth]
    found = Answer(release.number, release.created_at, books, feed, month, tuple(worth))
    if feed is None and month is None:
        found = replace(found, findings=delivery_findings(snapshot))
    return replace(found, unnamed=unnamed(snapshot), currencies=currencies)


def split(snapshot: Snapshot, by: str, feed: str | None = None, month: str | None = None) -> Split:
    """A statement for each of some kind, of a feed or month or of all; raises `UnknownName`."""
    found = statements_by(_chosen(snapshot, feed, month), BY[by], "currency")
    names = _file_names(snapshot) if by == "file" else {}
    place = {key: at for at, key in enumerate(names)}
    ordered = sorted(found.items(), key=lambda one: (place.get(one[0][0], 0), one[0]))
    parts = {(names.get(key, key), currency or ""): books for (key, currency), books in ordered}
    return Split(snapshot.release.number, by, parts)


def bridge_of(
    snapshot: Snapshot, feed: str | None = None, month: str | None = None, currency: str | None = None
) -> Bridge | None:
    """The bridge of a release, or of a month or currency of it.

    None for one feed of several, which the table does not tell apart.
    """
    if feed is not None and len(snapshot.release.feeds) > 1:
        return None
    frame = snapshot.frame("sales_bridge", [month] if month else None)
    if currency is not None:
        frame = frame.filter(nw.col("currency") == currency)
    sums = frame.group_by("event", "line_type").agg(nw.col("lines", "amount", "discount").sum())
    rows = list(sums.select("event", "line_type", "lines", "amount", "discount").collect().iter_rows())
    taken = [discount for event, kind, _, _, discount in rows if (event, kind) == ("sale", "product")]
    lines = {(event, kind): Line(int(number), amount) for event, kind, number, amount, _ in rows}
    return Bridge(lines, Line(0, sum(taken, Decimal(0))))


def _chosen(snapshot: Snapshot, feed: str | None, month: str | None) -> Frame:
    if feed and feed not in snapshot.release.feeds:
        raise UnknownName("feed", feed, snapshot.release.feeds)
    months = snapshot.release.tables["statement"].partitions
    if month and month not in months:
        raise UnknownName("month with sales", month, months)
    frame = snapshot.frame("statement", [month] if month else None)
    return frame.filter(nw.col("feed") == feed) if feed else frame


def _file_names(snapshot: Snapshot) -> dict[int, str]:
    """Names of the delivered files by key, in the order in which they arrived."""
    rows = snapshot.frame("deliveries").select("delivery", "name", "taken_at").sort("taken_at", "delivery")
    return {key: name for key, name, _ in rows.collect().iter_rows()}
