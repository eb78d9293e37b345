"""What the commands about deliveries say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.cli._output import Output, count, moment
from tillhouse.cli._output import shown as written
from tillhouse.cli._sums import amounts
from tillhouse.retail.counts import number_of
from tillhouse.retail.sums import worded

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
    money = amounts([one.books.fates["loaded"] for one in found.deliveries])
    rows = [
        (
            str(one.key),
            one.name,
            one.feed,
            moment(one.taken_at.isoformat()),
            one.records,
            one.books.fates["loaded"].rows,
            amount,
            one.state,
        )
        for one, amount in zip(found.deliveries, money, strict=True)
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
    held = {fate: line for fate, line in one.books.fates.items() if line.rows}
    money = amounts(list(held.values()))
    fates = [(fate, line.rows, amount) for (fate, line), amount in zip(held.items(), money, strict=True)]
    out.table(("fate", "records", "amount"), fates, "lrr")
    if found.overruled:
        out.text("")
        rows = [
            (over.why, "" if over.by is None else str(over.by), over.line.rows, amount)
            for over, amount in zip(
                found.overruled, amounts([over.line for over in found.overruled]), strict=True
            )
        ]
        out.table(("counts no more", "in its place", "records", "amount"), rows, "lrrr")
    out.text("")
    loaded = {month: books.fates["loaded"] for month, books in found.months.items()}
    money = amounts(list(loaded.values()))
    months = [(month, line.rows, amount) for (month, line), amount in zip(loaded.items(), money, strict=True)]
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
    moved = [fate for fate, line in done.before.items() if line != done.after[fate] or fate == "loaded"]
    money = amounts([*(done.before[fate] for fate in moved), *(done.after[fate] for fate in moved)])
    rows = [
        (
            fate,
            count(done.before[fate].rows),
            f"→ {count(done.after[fate].rows)}",
            written(before),
            f"→ {written(after)}",
        )
        for fate, before, after in zip(moved, money, money[len(moved) :], strict=False)
    ]
    out.table(("fate", "records", "", "amount", ""), rows, "lrrrr")
    if done.months:
        out.text("")
    several = len({m.currency for m in done.months}) > 1
    months = [
        (m.month, worded(m.currency) if several else "", m.before, m.after, m.difference) for m in done.months
    ]
    out.table(("month", "", "net sales", "then", "difference"), months, "llrrr")
    if is_plan:
        out.text("", "Nothing was changed. Do it by the same command without --plan.")
        return
    if done.release:
        out.text("", f"Published release {done.release.number}.")
    out.next("statement", f"deliveries show {one.key}")
