"""What the quarantine commands say."""

from __future__ import annotations

import shlex
from decimal import Decimal
from typing import TYPE_CHECKING

from tillhouse.books import Line
from tillhouse.cli._output import Output, count, money
from tillhouse.cli._sums import amounts
from tillhouse.retail.counts import either, number_of
from tillhouse.retail.sums import said, several

if TYPE_CHECKING:
    from tillhouse.lake.releases import Change
    from tillhouse.quarantine.examination import Examination, Neighbour
    from tillhouse.quarantine.outcomes import Listing, Outcome, Recorded
    from tillhouse.quarantine.records import Record

#: What people read first of a change; the other tables follow from these.
_TOLD = ("ledger", "monthly_sales")


def listed(out: Output, found: Listing) -> None:
    """Reasons with rows and money, records, and what the fixes that wait would do."""
    reasons, total, records = found.reasons, found.total, found.records
    out.document(found)
    if not total.rows:
        out.text("Nothing is in quarantine.")
        _waiting(out, found)
        out.next(*(["quarantine replay --plan"] if found.waiting else []), "statement")
        return
    lines = {**reasons, "records": total}
    known = amounts(list(lines.values()))
    rows = [
        (reason, line.rows, amount, line.unknown)
        for (reason, line), amount in zip(lines.items(), known, strict=True)
    ]
    out.table(("reason", "records", "known money", "unknown"), rows, "lrrr")
    if records:
        out.text("")
    is_mixed = several([total.currencies])
    out.table(
        ("record", "line id", "month", "money", "reasons"),
        [(place(r), str(r.line_id), r.month, _money(r, is_mixed), ", ".join(r.reasons)) for r in records],
        "lllrl",
    )
    if len(records) < total.rows:
        out.text(f"… and {count(total.rows - len(records))} more: --limit shows more, --json all of them.")
    _waiting(out, found)
    first = [f"quarantine show {shlex.quote(place(records[0]))}"] if records else []
    out.next(*first, *(["quarantine replay --plan"] if found.waiting else []))


def _money(record: Record, is_mixed: bool) -> Decimal | str | None:
    """The money of a record; with its currency, where the list has several."""
    if record.amount is None or not is_mixed:
        return record.amount
    return said({record.currency: record.amount})


def _waiting(out: Output, found: Listing) -> None:
    if not found.waiting:
        return
    waiting = number_of(len(found.waiting), "record")
    out.text("", f"Fixes wait for {waiting}; a replay frees {count(found.freed)}:")
    for version, (fix, tried) in found.by_fix.items():
        stay = len([attempt for attempt in tried if not attempt.frees])
        rest = f", {number_of(stay, 'stays', 'stay')}" if stay else ""
        records = number_of(len(tried), "record")
        out.text(f"  fix {version}  {', '.join(fix.rules)}  ({fix.scope}): {records}{rest}")


def shown(out: Output, found: Examination) -> None:
    """A record with its fields, its neighbours and what may be meant."""
    record = found.record
    out.document(found)
    known = "unknown" if record.amount is None else money(record.amount)
    out.text(f"{place(record)}   line id {record.line_id}   month {record.month}   money {known}")
    in_quarantine = record.fate == "quarantined"
    out.text(f"In quarantine: {', '.join(record.reasons)}" if in_quarantine else f"It is {record.fate}.", "")
    if record.raw is not None:
        out.text(f"  {record.raw}")
    else:
        rows = [
            (f.name, f.text, "" if f.value is None else str(f.value), _verdict(f.is_read))
            for f in found.fields
        ]
        out.table(("field", "as received", "read as", ""), rows)
    out.text("")
    for word, one in (("before", found.before), ("after", found.after)):
        if one:
            out.text(f"{word}, line {one.line}:  {_line(one)}")
    _suggested(out, found)


def _suggested(out: Output, found: Examination) -> None:
    record = found.record
    address = shlex.quote(place(record))
    if found.suggestions:
        out.text("", "What may be meant:")
        for edit in found.suggestions:
            out.text(f"  {out.command(f'quarantine fix {address} {shlex.quote(edit)}')} --reason …")
    elif record.raw is not None:
        out.text("", "Correct the line, or give its fields as COLUMN=VALUE:")
        out.text(f"  {out.command(f'quarantine fix {address} --text {shlex.quote(record.raw)}')} --reason …")
    out.next(f"quarantine fix {address} COLUMN=VALUE --reason …", f"quarantine discard {address} --reason …")


def _verdict(is_read: bool) -> str:
    return "" if is_read else "cannot be read"


def fixed(out: Output, found: Recorded) -> None:
    """A fix that was recorded."""
    fix = found.fix
    out.document(found)
    out.text(f"Fix {fix.version}: {', '.join(fix.rules)} ({fix.scope}). It waits for a replay.")
    out.text(f"It is for {_counted(found.waiting)}.")
    out.next("quarantine replay --plan", "quarantine replay")


def replayed(out: Output, outcome: Outcome) -> None:
    """What a replay did, would do, or had nothing to do."""
    out.document(outcome)
    done = outcome.left.rows + outcome.corrected.rows
    if not done:
        out.text("Nothing to replay: no fix changes what stands.")
    fates = ", ".join(f"{count(line.rows)} {fate} ({_sum(line)})" for fate, line in outcome.became.items())
    if outcome.left.rows:
        verb = "would leave" if outcome.is_plan else "left"
        out.text(f"{_counted(outcome.left)} {verb} quarantine: {fates}.")
    if outcome.corrected.rows:
        verb = (
            "would be corrected"
            if outcome.is_plan
            else either(outcome.corrected.rows, "was", "were") + " corrected"
        )
        out.text(f"{_counted(outcome.corrected)} outside of quarantine {verb}: {fates}.")
    for attempt in outcome.stay:
        out.text(f"  {place(attempt.record)} stays: {', '.join(attempt.reasons)}")
    _changes(out, outcome)
    next_steps = ["quarantine replay"] if outcome.is_plan and done else ["statement", "quarantine list"]
    out.next(*next_steps)


def discarded(out: Output, outcome: Outcome) -> None:
    """What a discard did or would do."""
    out.document(outcome)
    verb = "would be" if outcome.is_plan else either(outcome.left.rows, "is", "are")
    out.text(f"{_counted(outcome.left)} {verb} superseded.")
    out.text("The way back is a delivery of the corrected file.")
    _changes(out, outcome)
    if outcome.is_plan:
        out.text("", "Nothing was changed. Do it by the same command without --plan.")
    else:
        out.next("statement", "quarantine list")


def _changes(out: Output, outcome: Outcome) -> None:
    told = [change for change in outcome.changes if change.table in _TOLD]
    if told:
        out.text("")
        rows = [_change(change) for change in told]
        out.table(("table", "month", "rows", "", "money", ""), rows, "llrrrr")
        out.note_finer(Decimal(one.amount_before or 0) for one in told)
        out.note_finer(Decimal(one.amount_after or 0) for one in told)
    if outcome.release:
        out.text("", f"Published release {outcome.release.number}.")


def _change(change: Change) -> tuple[str, str, str, str, str, str]:
    before, after = money(change.amount_before or "0"), money(change.amount_after or "0")
    if change.currencies is not None:
        before, after = (said({code: both[at] for code, both in change.currencies.items()}) for at in (0, 1))
    return (
        change.table,
        change.month,
        count(change.rows_before),
        f"→ {count(change.rows_after)}",
        before,
        f"→ {after}",
    )


def _line(one: Neighbour) -> str:
    return one.raw if one.raw is not None else " · ".join(text for text in one.text.values() if text)


def place(record: Record) -> str:
    """Where a record stands, as it is named on the command line."""
    return f"{record.file}:{record.line}"


def _sum(line: Line) -> str:
    return said(line.currencies) if several([line.currencies]) else money(line.amount)


def _counted(line: Line) -> str:
    known = f"known money {_sum(line)}"
    unknown = f", {count(line.unknown)} of unknown money" if line.unknown else ""
    return f"{number_of(line.rows, 'record')} ({known}{unknown})"
