"""Worth a look: what the books of a release hold that a person should know, with rows and money.

Nothing here is an error; each is a reading of the data that others might not share, or that somebody may mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from tillhouse.books import Line, Statement, books_of
from tillhouse.frame import Frame
from tillhouse.lake.delivery_findings import published_before
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.counts import either
from tillhouse.retail.events import ANONYMOUS
from tillhouse.retail.sums import worded

_ZERO = Decimal(0)
_NAMED = 5
_REPEATED = "in_range(occurrence, high=1)"


@dataclass(frozen=True)
class Observation:
    """Something worth a look.

    kind: a fixed word for programs. rows: of what ``text`` says. amount: their money, None where it has none.
    text: for people, continuing "135,080 lines".
    """

    kind: str
    rows: int
    amount: Decimal | None
    text: str

    def document(self) -> dict[str, Any]:
        """Something worth a look, for programs.

        kind: text. A fixed word for what it is.
        rows: integer. How many the text is about.
        amount: decimal or null. Their money; null where it has none.
        text: text. For people, continuing "135,080 lines".
        """
        return {"kind": self.kind, "rows": self.rows, "amount": self.amount, "text": self.text}


def observations(snapshot: Snapshot, books: Statement) -> list[Observation]:
    """What is worth a look in a release, the largest matters of money first in a fixed order."""
    found = [
        *_completed(snapshot),
        *_departures(snapshot),
        *_retracted(snapshot),
        *_quarantined(books),
        *_anonymous(snapshot, books),
        *_repeats(snapshot, books),
    ]
    found += [*_moving_customers(snapshot), *_unmatched(snapshot), *_other_codes(snapshot, books)]
    found += _currencies(snapshot)
    return [one for one in found if one.rows]


def _completed(snapshot: Snapshot) -> Iterator[Observation]:
    """Lines that a file had stopped inside, superseded with this release because the file came again whole."""
    made = snapshot.frame("repairs").filter(nw.col("action") == "completed")
    since = published_before(snapshot)
    decided = (made.filter(nw.col("decided_at") > since) if since else made).select("line_id", "month")
    keys = decided.collect().rows()
    if not keys:
        return
    ledger = snapshot.frame("ledger", sorted({month for _, month in keys}))
    lines = ledger.filter(nw.col("line_id").is_in([line_id for line_id, _ in keys]))
    found = lines.select("delivery", "amount").collect().rows()
    names = dict(snapshot.frame("deliveries").select("delivery", "name").collect().rows())
    files = ", ".join(sorted({names[delivery] for delivery, _ in found}))
    known = [amount for _, amount in found if amount is not None]
    unread = f", the money of {len(found) - len(known):,} cannot be read" if len(known) < len(found) else ""
    is_, it = either(len(found), "is", "are"), either(len(found), "it", "them")
    what = f"{is_} superseded{unread}: {files} stopped inside {it}"
    yield Observation("completed", len(found), sum(known, _ZERO), f"{what}, and came again whole")


def _retracted(snapshot: Snapshot) -> Iterator[Observation]:
    """Records of deliveries that a person took out of the books."""
    if "retractions" not in snapshot.release.tables:
        return
    made = snapshot.frame("retractions").select("delivery", "action", "reason", "decided_at")
    last = {key: (action, why) for key, action, why, _ in sorted(made.collect().rows(), key=lambda r: r[3])}
    out = {key: why for key, (action, why) in last.items() if action != "restored"}
    if not out:
        return
    books = snapshot.frame("statement").filter(nw.col("delivery").is_in(sorted(out)))
    line = books_of(books).fates["superseded"]
    names = dict(snapshot.frame("deliveries").select("delivery", "name").collect().rows())
    files = "; ".join(sorted(f"{names[key]} ({why})" for key, why in out.items()))
    is_ = either(line.rows, "is", "are")
    yield Observation("retracted", line.rows, line.amount, f"{is_} out of the books with {files}")


def _departures(snapshot: Snapshot) -> Iterator[Observation]:
    """Deliveries of this release that are not as the files of their feed usually are."""
    frame = snapshot.frame("deliveries").filter(~nw.col("departs").is_null())
    since = published_before(snapshot)
    rows = frame.select("name", "departs", "taken_at").collect().rows()
    new = sorted((name, how) for name, how, taken_at in rows if since is None or taken_at > since)
    said = "; ".join(f"{name}: {how.rstrip('.')}" for name, how in new[:_NAMED])
    what = either(len(new), "delivery departs", "deliveries depart")
    yield Observation("departs", len(new), None, f"{what} from earlier ones of the feed: {said}")


def _quarantined(books: Statement) -> Iterator[Observation]:
    line = books.fates["quarantined"]
    unknown = f", the money of {line.unknown:,} cannot be read" if line.unknown else ""
    yield Observation(
        "quarantined",
        line.rows,
        line.amount,
        f"cannot be trusted and {either(line.rows, 'is', 'are')} in no figure{unknown}: tillhouse quarantine list",
    )


def _anonymous(snapshot: Snapshot, books: Statement) -> Iterator[Observation]:
    line = _sum(snapshot.frame("receipts").filter(nw.col("customer_id").is_null()), "lines")
    share = f"{line.rows / books.fates['loaded'].rows:.1%}" if books.fates["loaded"].rows else "0 %"
    yield Observation(
        "no_customer",
        line.rows,
        line.amount,
        f"({share}) {either(line.rows, 'has', 'have')} no customer: in revenue, not in customer figures",
    )


def _repeats(snapshot: Snapshot, books: Statement) -> Iterator[Observation]:
    """What each other policy for duplicates would have moved."""
    policies = {str(feed["duplicates"]) for feed in snapshot.release.feeds.values()}
    checked = _REPEATED in snapshot.release.tables["ledger"].checks
    if checked and policies <= {"ask", "redelivery"} and not books.fates["duplicate"].rows:
        yield _repeated(_failed(snapshot, "ledger", _REPEATED))
        return
    again, redelivered = nw.col("occurrence") > 1, nw.col("redelivered")
    ledger = snapshot.frame("ledger").select("fate", "occurrence", "redelivered", "amount")
    loaded = nw.col("fate") == "loaded"
    if "exact" not in policies:
        yield _repeated(_sum(ledger.filter(loaded & (again | redelivered))))
    if policies & {"exact", "key"}:
        kept = _sum(ledger.filter((nw.col("fate") == "duplicate") & ~redelivered))
        text = f"{either(kept.rows, 'repeats', 'repeat')} another within one delivery: "
        text += f'duplicates = "redelivery" would count {either(kept.rows, "it", "them")}'
        yield Observation("repeated", kept.rows, kept.amount, text)
    if "keep" in policies:
        twice = _sum(ledger.filter(loaded & redelivered))
        text = 'came in an earlier delivery too: duplicates = "redelivery" would count '
        text += either(twice.rows, "it", "them") + " once"
        yield Observation("redelivered", twice.rows, twice.amount, text)


def _repeated(line: Line) -> Observation:
    text = f'{either(line.rows, "repeats", "repeat")} another exactly: duplicates = "exact" would leave '
    text += either(line.rows, "it", "them") + " out"
    return Observation("repeated", line.rows, line.amount, text)


def _moving_customers(snapshot: Snapshot) -> Iterator[Observation]:
    known = snapshot.frame("dim_customer").filter(nw.col("customer_id") != ANONYMOUS)
    placed = known.filter(~nw.col("country").is_null()).group_by("customer_id")
    versions = placed.agg(nw.col("country").n_unique().alias("versions"))
    moved = versions.filter(nw.col("versions") > 1).collect().shape[0]
    yield Observation(
        "customers_moving", moved, None, either(moved, "customer changes country", "customers change country")
    )


def _unmatched(snapshot: Snapshot) -> Iterator[Observation]:
    line = _failed(snapshot, "fact_returns", "not_null(sale_line_id)")
    text = f"{either(line.rows, 'is', 'are')} cancelled or returned without a sale to match"
    yield Observation("unmatched_returns", line.rows, line.amount, text)


def _currencies(snapshot: Snapshot) -> Iterator[Observation]:
    named = snapshot.frame("sales_bridge").select("currency").unique().collect()["currency"].to_list()
    if len(named) > 1:
        text = f"currencies, and no total adds them: {', '.join(map(worded, sorted(named)))}"
        yield Observation("currencies", len(named), None, text)


def _failed(snapshot: Snapshot, table: str, check: str) -> Line:
    """The rows that a check found when the table was built, and their money; none where it was not held to it."""
    state = snapshot.release.tables[table]
    found = [
        partition.failures[check] for partition in state.partitions.values() if check in partition.failures
    ]
    return Line(
        sum(failure[0] for failure in found), sum((Decimal(failure[1] or 0) for failure in found), _ZERO)
    )


def _other_codes(snapshot: Snapshot, books: Statement) -> Iterator[Observation]:
    line = books.line_types["other"]
    if line.rows:
        ledger = snapshot.frame("ledger").filter(
            (nw.col("line_type") == "other") & (nw.col("fate") == "loaded")
        )
        codes = sorted(ledger.select("stock_code").unique().collect()["stock_code"].to_list())
        named = ", ".join(codes[:_NAMED]) + (" …" if len(codes) > _NAMED else "")
        yield Observation(
            "other_codes",
            line.rows,
            line.amount,
            f"{either(line.rows, 'has', 'have')} a code that is no known line type: {named}",
        )


def _sum(frame: Frame, rows: str | None = None) -> Line:
    """Rows (or the sum of a column that counts them) and their money."""
    counted = nw.len() if rows is None else nw.col(rows).sum()
    found = (
        frame.select(counted.alias("rows"), nw.col("amount").cast(nw.Decimal(38, 6)).sum()).collect().row(0)
    )
    return Line(int(found[0] or 0), Decimal(found[1] or _ZERO))
