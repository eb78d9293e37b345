"""Quarantine: the records that cannot be trusted, each with its reasons, its money, its file and its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import narwhals as nw

from tillhouse.books import Line
from tillhouse.errors import FixTheData, UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.quarantine.fixes import Scope
from tillhouse.retail.currencies import NONE
from tillhouse.settings.feed import LINE, Feed, saved_feed
from tillhouse.settings.settings import Settings
from tillhouse.tables.silver.ledger import LINES_PER_DELIVERY

c = nw.col
Text = Mapping[str, str | None]
_NO_LINE = Line()
#: Why a line waits that is not at fault itself.
ORDER_WAITS = "order_waits"


@dataclass(frozen=True)
class Record:
    """A quarantined record.

    text: as received, by canonical name, and ``extra``. raw: the line, where it could not be split. amount: its
    money, None where that is unknown. counts_with, stands_for: its delivery and line as first delivered, which
    differ from its own where it was repaired before. header: the file's column names, as a JSON list. fate: what became
    of it, where that is another. currency: of its money.
    """

    line_id: int
    feed: str
    delivery: int
    file: str
    line: int
    month: str
    reasons: tuple[str, ...]
    amount: Decimal | None
    text: Text
    raw: str | None
    counts_with: int
    stands_for: int
    header: str | None
    fate: str = "quarantined"
    currency: str = NONE

    def document(self) -> dict[str, Any]:
        """A quarantined record, for programs.

        line_id: integer. Its identity.
        feed, file: text. The feed, and the file that brought it.
        line: integer. Its line in that file.
        month: text. The month of trading; `unknown` where it has none.
        reasons: list of text. Why it cannot be trusted.
        amount: decimal or null. Its money; null where that is unknown.
        currency: text. ISO 4217 of its money; `XXX` where none is named.
        """
        return {
            "line_id": self.line_id,
            "feed": self.feed,
            "file": self.file,
            "line": self.line,
            "month": self.month,
            "reasons": list(self.reasons),
            "amount": self.amount,
            "currency": self.currency,
        }


class Quarantine:
    """The quarantined records of one release: the published one, unless another is given."""

    def __init__(self, settings: Settings, release: Release | None = None) -> None:
        self.snapshot = Snapshot(settings, release)
        self.feeds: dict[str, Feed] = {n: saved_feed(f) for n, f in self.snapshot.release.feeds.items()}

    def reasons(self, scope: Scope = Scope()) -> dict[str, Line]:
        """Records and money by reason; a record with two reasons is counted under both. See also `total`."""
        found: dict[str, Line] = {}
        for reasons, line in self._sums(scope):
            for reason in reasons:
                found[reason] = found.get(reason, _NO_LINE) + line
        return dict(sorted(found.items(), key=lambda item: (-item[1].rows, item[0])))

    def total(self, scope: Scope = Scope()) -> Line:
        """Records and money, each record once."""
        return sum((line for _, line in self._sums(scope)), _NO_LINE)

    def records(self, scope: Scope = Scope(), limit: int | None = None) -> list[Record]:
        """The records, in the order of their files and lines; the first ``limit`` where it is given."""
        return self._read(self._lines(scope), limit)

    def delivered(self, line_ids: Iterable[int]) -> list[Record]:
        """The records of these lines, whatever became of them."""
        return self._read(self.snapshot.frame("ledger").filter(c("line_id").is_in(sorted(line_ids))))

    @staticmethod
    def line_id(delivery: int, line: int) -> int:
        """The identity of a line of a delivery."""
        return delivery * LINES_PER_DELIVERY + line

    def _read(self, of: Frame, limit: int | None = None) -> list[Record]:
        read = ("line_id", "part", "delivery", "line", "month", "reasons", "amount", "currency", "fate")
        lines = of.select(*read)
        # Of a record with several lines the last one here is shown: one that is at fault itself, and the first.
        at_fault = (c("reasons") != ORDER_WAITS).fill_null(True)
        marked = lines.filter(c("part") >= 0).with_columns(at_fault=at_fault)
        places = ("delivery", "line", "at_fault", "part")
        kept = marked.sort(*places, descending=[False, False, False, True])
        kept = kept.head(limit) if limit is not None else kept
        booked = {row["line_id"]: row for row in kept.collect().iter_rows(named=True)}
        if not booked:
            return []
        files = self._deliveries()
        raw = self._raw(booked.values())
        records = [
            _record(row, raw[row["delivery"], row["line"], row["part"]], files) for row in booked.values()
        ]
        return sorted(records, key=lambda r: (r.file, r.line, r.line_id))

    def checked(self, scope: Scope) -> Scope:
        """The same scope. Raises `UnknownName` for a feed, file, month or reason that is not here."""
        if scope.feed is not None and scope.feed not in self.feeds:
            raise UnknownName("feed", scope.feed, self.feeds)
        if scope.file is not None and not self._named(scope.file):
            raise UnknownName("delivered file", scope.file, {name for name, _ in self._deliveries().values()})
        if scope.month is not None and scope.month not in self._months():
            raise UnknownName("month with quarantined records", scope.month, self._months())
        if scope.reason is not None and scope.reason not in (known := self.reasons()):
            raise UnknownName("reason in quarantine", scope.reason, known)
        return scope

    def _sums(self, scope: Scope) -> Iterable[tuple[list[str], Line]]:
        unknown = nw.when(c("amount").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))
        # A record with several lines counts once, under what is wrong with one of them.
        at_fault = nw.when(c("reasons") != ORDER_WAITS).then(c("reasons"))
        lines = self._lines(scope).select("line_id", "amount", "currency", unknown=unknown, at_fault=at_fault)
        records = lines.group_by("line_id").agg(
            c("amount").sum(), nw.col("unknown", "at_fault", "currency").max()
        )
        counted = records.with_columns(reasons=c("at_fault").fill_null(ORDER_WAITS), one=nw.lit(1))
        sums = counted.group_by("reasons", "currency").agg(nw.col("one", "unknown").sum(), c("amount").sum())
        for reasons, currency, rows, unread, amount in (
            sums.select("reasons", "currency", "one", "unknown", "amount").collect().iter_rows()
        ):
            known = amount or Decimal(0)
            yield reasons.split(", "), Line(rows, known, unread, rows, {currency: known})

    def _lines(self, scope: Scope) -> Frame:
        """The quarantined ledger lines of a scope."""
        return self.chosen(scope, self._months()).filter(c("fate") == "quarantined")

    def chosen(self, scope: Scope, months: Iterable[str] | None = None) -> Frame:
        """The ledger lines of a scope, whatever became of them."""
        wanted = None if months is None else [m for m in months if scope.month in (None, m)]
        lines = self.snapshot.frame("ledger", wanted)
        if scope.reason is not None:
            lines = lines.filter(c("reasons").str.contains(rf"(^|, ){re.escape(scope.reason)}(,|$)"))
        if scope.file is not None:
            lines = lines.filter(c("delivery").is_in(self._named(scope.file)))
        for name in ("line_id", "feed", "line", "month"):
            if (value := getattr(scope, name)) is not None:
                lines = lines.filter(c(name) == value)
        return lines

    def _months(self) -> list[str]:
        """The months that hold quarantined records, as the statement says."""
        held = (c("aspect") == "fate") & (c("item") == "quarantined") & (c("rows") > 0)
        return sorted(set(self.snapshot.frame("statement").filter(held).select("month").collect()["month"]))

    def _named(self, file: str) -> list[int]:
        return [key for key, (name, _) in self._deliveries().items() if is_named(name, file)]

    def _deliveries(self) -> dict[int, tuple[str, str | None]]:
        """Name and header of each delivery."""
        rows = self.snapshot.frame("deliveries").select("delivery", "name", "header").collect()
        return {key: (name, header) for key, name, header in rows.iter_rows()}

    def _raw(self, booked: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int, int], dict[str, Any]]:
        rows = list(booked)
        raw = self.snapshot.frame("raw_sales", {row["month"] for row in rows})
        deliveries, lines = {row["delivery"] for row in rows}, {row["line"] for row in rows}
        near = raw.filter(c("delivery").is_in(sorted(deliveries)) & c("line").is_in(sorted(lines))).collect()
        return {(row["delivery"], row["line"], row["part"]): row for row in near.iter_rows(named=True)}


_LIST = "See what is in quarantine:  tillhouse quarantine list"


def located(address: str) -> Scope:
    """A scope from ``FILE:LINE`` or a line id. Raises `FixTheData` for another form."""
    file, colon, line = address.rpartition(":")
    if colon and file and line.isdigit():
        return Scope(file=file, line=int(line))
    if address.isdigit():
        return Scope(line_id=int(address))
    raise FixTheData(f"{address} is neither FILE:LINE nor a line id.", _LIST)


def is_named(name: str, file: str) -> bool:
    """Whether a delivery of this name is meant by ``file``: the same, or by its last part."""
    return file == name or PurePath(file).name == PurePath(name).name


def selects(scope: Scope, record: Record) -> bool:
    """Whether a record is one of a scope."""
    return (
        scope.line_id in (None, record.line_id)
        and (scope.reason is None or scope.reason in record.reasons)
        and scope.feed in (None, record.feed)
        and (scope.file is None or is_named(record.file, scope.file))
        and scope.line in (None, record.line)
        and scope.month in (None, record.month)
    )


def _record(
    row: Mapping[str, Any], raw: Mapping[str, Any], files: Mapping[int, tuple[str, str | None]]
) -> Record:
    name, header = files[row["delivery"]]
    return Record(
        line_id=row["line_id"],
        feed=raw["feed"],
        delivery=row["delivery"],
        file=name,
        line=row["line"],
        month=row["month"],
        reasons=tuple(row["reasons"].split(", ")) if row["reasons"] else (),
        amount=row["amount"],
        text={column: raw[column] for column in (*LINE, "extra")},
        raw=raw["raw"],
        counts_with=raw["counts_with"] or row["delivery"],
        stands_for=raw["supersedes"] or row["line_id"],
        header=header,
        fate=row["fate"],
        currency=row["currency"],
    )
