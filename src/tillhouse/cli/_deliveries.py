"""What the commands about deliveries say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.cli._output import Output, count, moment, money
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.runs.delivered import DeliveryList, DeliveryRecord
    from tillhouse.runs.retracting import Retracted

_DONE = {
    "retracted": ("is out of the books", "would be out of the books"),
    "restored": ("is in the books again", "would be in the books again"),
    "replaced": ("is replaced", "would be replaced"),
}


def listed(out: Output, found: DeliveryList) -> None:
    """All deliveries, and what became of the records of each."""
    out.document(found)
    rows = [
        (
            str(one.key),
            one.name,
            one.feed,
            moment(one.taken_at.isoformat()),
            one.records,
            one.books.fates["loaded"].rows,
            one.books.fates["loaded"].amount,
            one.state,
        )
        for one in found.deliveries
    ]
    headers = ("key", "name", "feed", "taken in", "records", "loaded", "amount", "")
    out.table(headers, rows, "rlllrrrl")
    out.next("deliveries show KEY", "deliveries retract KEY --reason … --plan")


def shown(out: Output, found: DeliveryRecord) -> None:
    """One delivery: its fates, its months, what overrules its records, and the decisions about it."""
    one = found.delivered
    out.document(found)
    out.text(f"{one.name}   key {one.key}   feed {one.feed}   {moment(one.taken_at.isoformat())}")
    out.text(f"{number_of(one.records, 'record')}, {one.state}.", "")
    fates = [(fate, line.rows, line.amount) for fate, line in one.books.fates.items() if line.rows]
    out.table(("fate", "records", "amount"), fates, "lrr")
    if found.overruled:
        out.text("")
        rows = [
            (over.why, "" if over.by is None else str(over.by), over.line.rows, over.line.amount)
            for over in found.overruled
        ]
        out.table(("counts no more", "in its place", "records", "amount"), rows, "lrrr")
    out.text("")
    months = [
        (month, books.fates["loaded"].rows, books.fates["loaded"].amount)
        for month, books in found.months.items()
    ]
    out.table(("month", "loaded", "amount"), months, "lrr")
    for decided in one.decisions:
        place = f" by {decided.replaced_by}" if decided.replaced_by is not None else ""
        when = moment(decided.decided_at.isoformat())
        out.text("", f"{decided.action}{place}, {when}: {decided.reason}")
    out.next(f"deliveries {'restore' if one.state != 'in the books' else 'retract'} {one.key} --reason …")


def decided(out: Output, done: Retracted) -> None:
    """What a decision about a delivery did, or would do, in rows and in money."""
    out.document(done)
    one, is_plan = done.delivery, done.release is None
    with_what = f" by {', '.join(done.taken)}" if done.taken else ""
    out.text(f"{one.name} ({one.key}) {_DONE[done.action][is_plan]}{with_what}: {done.reason}", "")
    rows = [
        (
            fate,
            count(line.rows),
            f"→ {count(done.after[fate].rows)}",
            money(line.amount),
            f"→ {money(done.after[fate].amount)}",
        )
        for fate, line in done.before.items()
        if line != done.after[fate] or fate == "loaded"
    ]
    out.table(("fate", "records", "", "amount", ""), rows, "lrrrr")
    if done.months:
        out.text("")
    months = [(m.month, m.before, m.after, m.difference) for m in done.months]
    out.table(("month", "net sales", "then", "difference"), months, "lrrr")
    if is_plan:
        out.text("", "Nothing was changed. Do it by the same command without --plan.")
        return
    if done.release:
        out.text("", f"Published release {done.release.number}.")
    out.next("statement", f"deliveries show {one.key}")
