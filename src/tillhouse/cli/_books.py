"""The statement as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse.books import Line, Statement, statements_by
from tillhouse.cli._output import Output, columns, count, exact, money

if TYPE_CHECKING:
    from tillhouse.answers.observations import Observation
    from tillhouse.frame import Frame
    from tillhouse.lake.snapshot import Snapshot

#: Events of a product line, in the words of a shop, in the order of the bridge.
_PRODUCT = (
    ("products sold", ("sale",)),
    ("products cancelled", ("cancellation",)),
    ("products returned", ("return",)),
    ("products adjusted", ("adjustment",)),
)
_OTHERS = (
    ("postage (net)", ("postage",)),
    ("manual, discounts, samples, vouchers", ("manual", "discount", "sample", "voucher")),
    ("fees", ("fee",)),
    ("bad debt", ("bad_debt",)),
    ("test and other", ("test", "other")),
)
_GIVEN = ("free", "write_off")


def as_json(books: Statement) -> dict[str, Any]:
    """A statement for programs: each line with ``rows``, ``amount`` (exact text) and ``unknown`` (money) rows."""
    return {
        "received": _json(books.received),
        "fates": {name: _json(line) for name, line in books.fates.items()},
        "events": {name: _json(line) for name, line in books.events.items()},
        "line_types": {name: _json(line) for name, line in books.line_types.items()},
        "unexplained": _json(books.unexplained),
    }


def _json(line: Line) -> dict[str, Any]:
    return {"rows": line.rows, "amount": exact(line.amount), "unknown": line.unknown}


def print_books(
    out: Output, title: str, books: Statement, bridge: Mapping[tuple[str, str], Line] | None
) -> None:
    """A statement for people. bridge: loaded lines by (event, line type); None leaves that part out."""
    rows: list[tuple[str, str, str]] = [
        _row("received", books.received),
        _row("loaded", books.fates["loaded"]),
    ]
    rest = [name for name in ("duplicate", "quarantined", "superseded") if books.fates[name] != Line()]
    rows += [_row(name, books.fates[name]) for name in rest]
    if left := [name for name in ("duplicate", "quarantined", "superseded") if name not in rest]:
        rows.append(_row(" · ".join(left), Line()))
    rows.append(_row("unexplained", books.unexplained))
    if bridge:
        rows.append(("", "", ""))
        rows += [_row(name, line) for name, line in bridged(bridge)]
        rows.append(_row("net", sum(bridge.values(), Line())))
    unknown = books.received.unknown
    out.table((title, "lines", "amount"), rows, "lrr")
    if unknown:
        out.text(f"  {count(unknown)} lines have money that cannot be read; they are in no amount.")


def bridged(bridge: Mapping[tuple[str, str], Line]) -> list[tuple[str, Line]]:
    """The bridge from gross to net in the words of a shop; lines that hold nothing are left out."""
    found = [(name, _sum(bridge, events, ("product",))) for name, events in _PRODUCT]
    paid = tuple({event for event, _ in bridge})
    found += [(name, _sum(bridge, paid, types)) for name, types in _OTHERS]
    found.append(("free and written off (products)", _sum(bridge, _GIVEN, ("product",))))
    return [(name, line) for name, line in found if line != Line()]


def _sum(bridge: Mapping[tuple[str, str], Line], events: Iterable[str], types: Iterable[str]) -> Line:
    return sum((bridge.get((event, kind), Line()) for event in events for kind in types), Line())


def _row(name: str, line: Line) -> tuple[str, str, str]:
    return f"  {name}", count(line.rows), money(line.amount)


def bridge_of(snapshot: Snapshot, month: str | None = None) -> dict[tuple[str, str], Line]:
    """Loaded lines by (event, line type), of one month or all."""
    frame = snapshot.frame("sales_bridge", [month] if month else None)
    sums = frame.group_by("event", "line_type").agg(nw.col("lines").sum(), nw.col("amount").sum())
    return {(e, t): Line(int(rows), amount) for e, t, rows, amount in sums.collect().iter_rows()}


def books_of(frame: Frame) -> Statement:
    """The sums of all rows of the table `statement`, or of those left of it."""
    found = statements_by(frame)
    return found.get((), _nothing())


def _nothing() -> Statement:
    from tillhouse.books import statement_of

    return statement_of(())


def print_worth(out: Output, found: Iterable[Observation]) -> None:
    """What is worth a look."""
    rows = []
    for one in found:
        amount = f" ({money(one.amount)})" if one.amount is not None else ""
        noun = "" if one.amount is None else "line " if one.rows == 1 else "lines "
        rows.append((count(one.rows), f"{noun}{one.text}{amount}"))
    if rows:
        out.text("", "Worth a look", *(f"  {line}" for line in columns((), rows, "rl")))


def worth_as_json(found: Iterable[Observation]) -> list[dict[str, Any]]:
    """What is worth a look, for programs."""
    return [
        {
            "kind": o.kind,
            "rows": o.rows,
            "amount": None if o.amount is None else exact(o.amount),
            "text": o.text,
        }
        for o in found
    ]
