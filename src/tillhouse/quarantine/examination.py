"""One quarantined record, examined: what each field says to the feed, what stands around it, what may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import narwhals as nw

from tillhouse import reading
from tillhouse.frame import Frame, rows_like
from tillhouse.quarantine.records import Quarantine, Record, Text
from tillhouse.retail.written.moments import FIRST
from tillhouse.settings.feed import LINE, Feed

c = nw.col
_NUMBERS = ("quantity", "unit_price", "amount")
#: Marks that are often typed for a digit.
_TYPED_FOR = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})
_NEAR = 100
_ABSENT = {"invoice_no_missing": "invoice_no", "stock_code_missing": "stock_code"}
_UNREAD = {
    "quantity_unreadable": "quantity",
    "price_unreadable": "unit_price",
    "amount_unreadable": "amount",
    "sold_at_unreadable": "sold_at",
}


@dataclass(frozen=True)
class Field:
    """A field as received, and the value the feed reads in it; None where it reads none."""

    name: str
    text: str | None
    value: int | Decimal | datetime | str | None

    @property
    def is_read(self) -> bool:
        """Whether the text, if any, has a value."""
        return self.text is None or self.value is not None


@dataclass(frozen=True)
class Neighbour:
    """The record before or after in the same file: its line, and its text in the order of the canonical names."""

    line: int
    text: Text
    raw: str | None

    def document(self) -> dict[str, Any]:
        """The record before or after another, for programs.

        line: integer. Its line in the file.
        text: object of any. Its fields as received.
        raw: text or null. The line, where it could not be split.
        """
        return {"line": self.line, "text": dict(self.text), "raw": self.raw}


@dataclass(frozen=True)
class Examination:
    """fields: those the file has or a sale needs. suggestions: edits, ``COLUMN=VALUE``, each one a possibility."""

    record: Record
    fields: tuple[Field, ...]
    before: Neighbour | None
    after: Neighbour | None
    suggestions: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """A quarantined record with its surroundings, for programs.

        ...: Record. The record.
        raw: text or null. The line, where it could not be split.
        fields: object. Its fields, by canonical name.
        fields.*: object. One field.
        fields.*.text: text or null. As received.
        fields.*.value: any. What the feed reads in it; null where it reads nothing.
        fields.*.read: boolean. Whether the text, if any, has a value.
        before, after: Neighbour or null. The records around it in the file.
        suggestions: list of text. Edits that may be meant.
        """
        fields = {
            one.name: {"text": one.text, "value": one.value, "read": one.is_read} for one in self.fields
        }
        return {
            **self.record.document(),
            "raw": self.record.raw,
            "fields": fields,
            "before": self.before.document() if self.before else None,
            "after": self.after.document() if self.after else None,
            "suggestions": list(self.suggestions),
        }


def examine(quarantine: Quarantine, record: Record) -> Examination:
    """Everything a person needs to decide about a record."""
    feed = quarantine.feeds[record.feed]
    like = quarantine.snapshot.frame("deliveries")
    wanted = [name for name in LINE if name in feed.columns or record.text.get(name) is not None]
    values = _values([record.text], feed, like)[0]
    fields = tuple(Field(name, record.text.get(name), values.get(name)) for name in wanted)
    before, after = _neighbours(quarantine, record)
    return Examination(record, fields, before, after, tuple(_suggested(record, feed, like, before, after)))


def _values(texts: Iterable[Text], feed: Feed, like: Frame) -> list[dict[str, Any]]:
    """What the feed reads in numbers and moments; other text is its own value."""
    rows = list(texts)
    columns = {name: [text.get(name) for text in rows] for name in LINE}
    frame = rows_like(
        like, {"n": list(range(len(rows))), **columns}, {"n": "integer"} | dict.fromkeys(LINE, "text")
    )
    numbers = reading.with_numbers(frame, {name: name for name in _NUMBERS}, feed)
    read = reading.with_moment(numbers, feed).with_columns(sold_at=c("moment"))
    return list(read.sort("n").collect().iter_rows(named=True))


def _neighbours(quarantine: Quarantine, record: Record) -> tuple[Neighbour | None, Neighbour | None]:
    """The nearest records of the file before and after, wherever they were booked."""
    near = c("line").is_between(record.line - _NEAR, record.line + _NEAR)
    rows = quarantine.snapshot.frame("raw_sales").filter((c("delivery") == record.delivery) & near).collect()
    found = [_neighbour(row) for row in rows.iter_rows(named=True)]
    before = [one for one in found if one.line < record.line]
    after = [one for one in found if one.line > record.line]
    return max(before, key=_line, default=None), min(after, key=_line, default=None)


def _line(neighbour: Neighbour) -> int:
    return neighbour.line


def _neighbour(row: Mapping[str, Any]) -> Neighbour:
    return Neighbour(row["line"], {name: row[name] for name in LINE}, row["raw"])


def _suggested(
    record: Record, feed: Feed, like: Frame, before: Neighbour | None, after: Neighbour | None
) -> Iterator[str]:
    """Edits that the feed can read, likeliest first; a person decides whether one is true."""
    around = [neighbour.text for neighbour in (before, after) if neighbour]
    for reason in record.reasons:
        if name := _UNREAD.get(reason):
            text = record.text.get(name) or ""
            tries = [*(_moments(text, feed, like) if name == "sold_at" else _numbers(text, feed))]
            if name == "sold_at":
                tries += [t[name] or "" for t in around if t["invoice_no"] == record.text["invoice_no"]]
            tries = [value for value in dict.fromkeys(tries) if value != text]
            read = _values([{name: value} for value in tries], feed, like)
            yield from (
                f"{name}={v}" for v, found in zip(tries, read, strict=True) if found[name] is not None
            )
        elif name := _ABSENT.get(reason):
            same = {t[name] for t in around if t["sold_at"] == record.text["sold_at"]}
            yield from sorted(f"{name}={value}" for value in same if value)


def _numbers(text: str, feed: Feed) -> Iterable[str]:
    """What number may be meant: letters typed for digits, signs and units left out, the other decimal mark."""
    typed = text.translate(_TYPED_FOR)
    bare = "".join(mark for mark in _without_words(text).translate(_TYPED_FOR) if mark in "+-.,0123456789")
    ended = f"-{bare[:-1]}" if bare.endswith("-") else bare
    other = {",": ".", ".": ","}[feed.decimal]
    yield from (typed, ended)
    if feed.decimal not in ended:
        yield ended.replace(other, feed.decimal)
    yield ended.replace(other, "")


def _without_words(text: str) -> str:
    """The text without words that have no digit, where another has one: `6 left` is no 61."""
    kept = [word for word in text.split() if not re.search(r"[^\W\d_]", word) or re.search(r"\d", word)]
    return " ".join(kept) if any(re.search(r"\d", word) for word in kept) else text


def _moments(text: str, feed: Feed, like: Frame) -> Iterable[str]:
    """What moment may be meant: letters typed for digits, or another date order, written as the feed writes it."""
    typed = text.translate(_TYPED_FOR)
    yield typed
    layout = feed.date_format or FIRST.get(feed.date_order)
    for order in FIRST if layout else ():
        other = replace(feed, date_order=cast(Any, order), date_format="")
        found = _values([{"sold_at": typed}], other, like)[0]["sold_at"]
        if found is not None and layout:
            yield found.strftime(layout)
