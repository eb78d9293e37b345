"""The deliveries of a release: what each brought, what became of it, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import narwhals as nw

from tillhouse.books import Line, Statement, statement_of, statements_by
from tillhouse.errors import FixTheData, UnknownName
from tillhouse.lake.snapshot import Snapshot

c = nw.col


@dataclass(frozen=True)
class Decided:
    """A decision about a delivery. action: retracted, replaced or restored. decided_at: UTC."""

    action: str
    reason: str
    decided_at: datetime
    replaced_by: int | None = None

    def document(self) -> dict[str, Any]:
        """A decision about a delivery, for programs.

        action: text. `retracted`, `replaced` or `restored`.
        reason: text. Why, in the words of the person who decided.
        decided_at: moment. When, in UTC.
        replaced_by: integer or null. The delivery that stands in its place, where one does.
        """
        return {
            "action": self.action,
            "reason": self.reason,
            "decided_at": self.decided_at,
            "replaced_by": self.replaced_by,
        }


@dataclass(frozen=True)
class Delivered:
    """A delivery in a release. kind: file or repair. taken_at: UTC. decisions: about it, oldest first."""

    key: int
    feed: str
    name: str
    kind: str
    records: int
    taken_at: datetime
    books: Statement
    decisions: tuple[Decided, ...] = ()

    @property
    def state(self) -> str:
        """Whether it is in the books: ``in the books``, ``retracted`` or ``replaced``."""
        last = self.decisions[-1].action if self.decisions else "restored"
        return "in the books" if last == "restored" else last

    def document(self) -> dict[str, Any]:
        """A delivery, for programs.

        delivery: integer. Its key, by which commands name it.
        feed, name: text. The feed, and the name of the file.
        kind: text. `file`, or `repair` for corrected records.
        records: integer. Records received.
        taken_at: moment. When it was taken in, in UTC.
        state: text. `in the books`, `retracted` or `replaced`.
        fates: object of Line. What became of its records.
        decisions: list of Decided. What was decided about it, oldest first.
        """
        return {
            "delivery": self.key,
            "feed": self.feed,
            "name": self.name,
            "kind": self.kind,
            "records": self.records,
            "taken_at": self.taken_at,
            "state": self.state,
            "fates": {fate: line.document() for fate, line in self.books.fates.items()},
            "decisions": [one.document() for one in self.decisions],
        }


@dataclass(frozen=True)
class DeliveryList:
    """The deliveries of a release, in the order in which they arrived."""

    release: int
    deliveries: tuple[Delivered, ...]

    def document(self) -> dict[str, Any]:
        """The deliveries of a release, for programs.

        release: integer. The release that answers.
        deliveries: list of Delivered. In the order in which they arrived.
        """
        return {"release": self.release, "deliveries": [one.document() for one in self.deliveries]}


@dataclass(frozen=True)
class Overruling:
    """Records of a delivery that count no more, why, and the delivery that counts in their place, if one does."""

    why: str
    by: int | None
    line: Line


@dataclass(frozen=True)
class DeliveryRecord:
    """One delivery with its months, and with what overrules its records."""

    release: int
    delivered: Delivered
    months: Mapping[str, Statement]
    overruled: tuple[Overruling, ...]

    def document(self) -> dict[str, Any]:
        """One delivery, for programs.

        release: integer. The release that answers.
        ...: Delivered. The delivery.
        months: object of Line. By month of trading, what is loaded of it.
        overruled: list. Records that count no more because of a delivery, a policy or a decision about their delivery.
        overruled[].why: text. `retracted`, `replaced`, `completed`, `newest`, `replace`, `period` or `key`.
        overruled[].by: integer or null. The delivery that counts in their place.
        overruled[]....: Line. How many, and their money.
        """
        overruled = [{"why": one.why, "by": one.by, **one.line.document()} for one in self.overruled]
        return {
            "release": self.release,
            **self.delivered.document(),
            "months": {month: books.fates["loaded"].document() for month, books in self.months.items()},
            "overruled": overruled,
        }


def deliveries_of(snapshot: Snapshot, feed: str | None = None) -> DeliveryList:
    """The deliveries of a release, or of one feed of it. Raises `UnknownName`."""
    if feed is not None and feed not in snapshot.release.feeds:
        raise UnknownName("feed", feed, snapshot.release.feeds)
    found = tuple(one for one in _deliveries(snapshot) if feed in (None, one.feed))
    return DeliveryList(snapshot.release.number, found)


def delivery_named(snapshot: Snapshot, key: str) -> Delivered:
    """The delivery of a key, or of a file name that was delivered once. Raises `FixTheData` or `UnknownName`."""
    known = list(_deliveries(snapshot))
    found = [one for one in known if str(one.key) == key]
    found = found or [one for one in known if key in (one.name, PurePath(one.name).name)]
    if not found:
        raise UnknownName("delivery", key, {one.name for one in known})
    if len(found) > 1:
        keys = ", ".join(str(one.key) for one in found)
        raise FixTheData(
            f"{key} was delivered {len(found)} times.", f"Name one by its key, oldest first: {keys}"
        )
    return found[0]


def delivery_record(snapshot: Snapshot, key: str) -> DeliveryRecord:
    """One delivery with all that is known of it; ``key`` as in `delivery_named`."""
    one = delivery_named(snapshot, key)
    books = snapshot.frame("statement").filter(c("delivery") == one.key)
    months = {month: found for (month,), found in statements_by(books, "month").items()}
    return DeliveryRecord(snapshot.release.number, one, months, tuple(_overruled(snapshot, one, months)))


def _deliveries(snapshot: Snapshot) -> Iterator[Delivered]:
    books = {key: found for (key,), found in statements_by(snapshot.frame("statement"), "delivery").items()}
    decisions = _decisions(snapshot)
    columns = ("delivery", "feed", "name", "kind", "records", "taken_at")
    rows = snapshot.frame("deliveries").select(*columns).sort("taken_at", "delivery").collect()
    for key, feed, name, kind, records, taken_at in rows.iter_rows():
        held = books.get(key, statement_of(()))
        yield Delivered(key, feed, name, kind, records, taken_at, held, tuple(decisions.get(key, ())))


def _decisions(snapshot: Snapshot) -> dict[int, list[Decided]]:
    found: dict[int, list[Decided]] = {}
    if "retractions" in snapshot.release.tables:
        columns = ("delivery", "action", "reason", "decided_at", "replaced_by")
        rows = snapshot.frame("retractions").select(*columns).sort("decided_at").collect()
        for key, *said in rows.iter_rows():
            found.setdefault(key, []).append(Decided(*said))
    return found


def _overruled(snapshot: Snapshot, one: Delivered, months: Mapping[str, Statement]) -> Iterator[Overruling]:
    """What overrules the records of a delivery, with their money."""
    if "overruled_lines" not in snapshot.release.tables:
        return
    ledger = snapshot.frame("ledger", sorted(months)).filter(c("delivery") == one.key)
    rulings = snapshot.frame("overruled_lines", sorted(months)).select(
        "line_id", "month", "why", by=c("delivery")
    )
    unknown = nw.when(c("amount").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))
    lines = ledger.join(rulings, on=["line_id", "month"]).select(
        "why", "by", "currency", "amount", unknown=unknown, one=nw.lit(1)
    )
    key = ("why", "by", "currency")
    sums = lines.group_by(*key).agg(c("one", "unknown").sum(), c("amount").sum()).sort(*key)
    found: dict[tuple[str, int | None], Line] = {}
    for why, by, currency, rows, unread, amount in (
        sums.select(*key, "one", "unknown", "amount").collect().rows()
    ):
        known = amount or Line().amount
        line = Line(rows, known, unread, currencies={currency: known})
        found[why, by] = found.get((why, by), Line()) + line
    for (why, by), line in found.items():
        yield Overruling(why, by, line)
