"""What the quarantine commands say."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tillhouse.books import Line
from tillhouse.cli._output import Output, count, money
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.lake.releases import Change
    from tillhouse.quarantine.examination import Examination, Neighbour
    from tillhouse.quarantine.fixes import Fix
    from tillhouse.quarantine.records import Record
    from tillhouse.quarantine.replay import Attempt, Outcome

#: What people read first of a change; the other tables follow from these.
_TOLD = ("ledger", "monthly_sales")


def listed(
    out: Output,
    reasons: Mapping[str, Line],
    total: Line,
    records: Sequence[Record],
    waiting: Sequence[Attempt],
) -> None:
    """Reasons with rows and money, records, and what the fixes that wait would do."""
    out.json(
        {
            "total": as_json(total),
            "reasons": {reason: as_json(line) for reason, line in reasons.items()},
            "records": [_record(record) for record in records],
            "waiting": [_attempt(attempt) for attempt in waiting],
        }
    )
    if not total.rows:
        out.text("Nothing is in quarantine.")
        out.next("statement")
        return
    rows = [(reason, line.rows, line.amount, line.unknown) for reason, line in reasons.items()]
    rows.append(("records", total.rows, total.amount, total.unknown))
    out.table(("reason", "records", "known money", "unknown"), rows, "lrrr")
    if records:
        out.text("")
    out.table(
        ("record", "line id", "month", "money", "reasons"),
        [(place(r), str(r.line_id), r.month, r.amount, ", ".join(r.reasons)) for r in records],
        "lllrl",
    )
    if len(records) < total.rows:
        out.text(f"… and {count(total.rows - len(records))} more: --limit shows more, --json all of them.")
    _waiting(out, waiting)
    first = [f"quarantine show {shlex.quote(place(records[0]))}"] if records else []
    out.next(*first, *(["quarantine replay --plan"] if waiting else []))


def _waiting(out: Output, waiting: Sequence[Attempt]) -> None:
    if not waiting:
        return
    freed = sum(attempt.frees for attempt in waiting)
    out.text("", f"Fixes wait for {number_of(len(waiting), 'record')}; a replay frees {count(freed)}:")
    for version, (fix, tried) in _by_fix(waiting).items():
        stay = sum(not attempt.frees for attempt in tried)
        rest = f", {number_of(stay, 'stays', 'stay')}" if stay else ""
        out.text(
            f"  fix {version}  {', '.join(fix.rules)}  ({fix.scope}): {number_of(len(tried), 'record')}{rest}"
        )


def _by_fix(waiting: Sequence[Attempt]) -> dict[int, tuple[Fix, list[Attempt]]]:
    found: dict[int, tuple[Fix, list[Attempt]]] = {}
    for attempt in waiting:
        for fix in attempt.fixes:
            found.setdefault(fix.version, (fix, []))[1].append(attempt)
    return dict(sorted(found.items()))


def shown(out: Output, found: Examination) -> None:
    """A record with its fields, its neighbours and what may be meant."""
    record = found.record
    fields = {f.name: {"text": f.text, "value": f.value, "read": f.is_read} for f in found.fields}
    out.json(
        {
            **_record(record),
            "raw": record.raw,
            "fields": fields,
            "before": _neighbour(found.before),
            "after": _neighbour(found.after),
            "suggestions": list(found.suggestions),
        }
    )
    known = "unknown" if record.amount is None else money(record.amount)
    out.text(f"{place(record)}   line id {record.line_id}   month {record.month}   money {known}")
    out.text(f"In quarantine: {', '.join(record.reasons)}", "")
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


def fixed(out: Output, fix: Fix, meant: Line) -> None:
    """A fix that was recorded."""
    out.json({"fix": fix.version, "rules": list(fix.rules), "reason": fix.reason, "waiting": as_json(meant)})
    out.text(f"Fix {fix.version}: {', '.join(fix.rules)} ({fix.scope}). It waits for a replay.")
    out.text(f"It is for {_counted(meant)} in quarantine.")
    out.next("quarantine replay --plan", "quarantine replay")


def replayed(out: Output, outcome: Outcome, plan: bool) -> None:
    """What a replay did, would do, or had nothing to do."""
    out.json(
        _outcome(outcome, plan) | {"became": {fate: as_json(line) for fate, line in outcome.became.items()}}
    )
    if not outcome.left.rows:
        out.text("Nothing to replay: no fix that stands frees a record in quarantine.")
    else:
        verb = "would leave" if plan else "left"
        fates = ", ".join(
            f"{count(line.rows)} {fate} ({money(line.amount)})" for fate, line in outcome.became.items()
        )
        out.text(f"{_counted(outcome.left)} {verb} quarantine: {fates}.")
    for attempt in outcome.stay:
        out.text(f"  {place(attempt.record)} stays: {', '.join(attempt.reasons)}")
    _changes(out, outcome)
    todo = ["quarantine replay"] if plan and outcome.left.rows else ["statement", "quarantine list"]
    out.next(*todo)


def discarded(out: Output, outcome: Outcome, plan: bool) -> None:
    """What a discard did or would do."""
    out.json(_outcome(outcome, plan))
    verb = "would leave" if plan else "left"
    out.text(f"{_counted(outcome.left)} {verb} quarantine as superseded.")
    out.text("The way back is a delivery of the corrected file.")
    _changes(out, outcome)
    if plan:
        out.text("", "Nothing was changed. Do it by the same command without --plan.")
    else:
        out.next("statement", "quarantine list")


def _changes(out: Output, outcome: Outcome) -> None:
    told = [change for change in outcome.changes if change.table in _TOLD]
    if told:
        out.text("")
        rows = [_change(change) for change in told]
        out.table(("table", "month", "rows", "", "money", ""), rows, "llrrrr")
    if outcome.release:
        out.text("", f"Published release {outcome.release.number}.")


def _change(change: Change) -> tuple[str, str, str, str, str, str]:
    before, after = money(change.amount_before or "0"), money(change.amount_after or "0")
    return (
        change.table,
        change.month,
        count(change.rows_before),
        f"→ {count(change.rows_after)}",
        before,
        f"→ {after}",
    )


def _outcome(outcome: Outcome, plan: bool) -> dict[str, Any]:
    return {
        "plan": plan,
        "release": outcome.release.number if outcome.release else None,
        "left": as_json(outcome.left),
        "stay": [_attempt(attempt) for attempt in outcome.stay],
        "changes": [
            {
                "table": change.table,
                "month": change.month,
                "rows": [change.rows_before, change.rows_after],
                "amount": [change.amount_before, change.amount_after],
            }
            for change in outcome.changes
        ],
    }


def _record(record: Record) -> dict[str, Any]:
    return {
        "line_id": record.line_id,
        "feed": record.feed,
        "file": record.file,
        "line": record.line,
        "month": record.month,
        "reasons": list(record.reasons),
        "amount": record.amount,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        **_record(attempt.record),
        "fixes": [fix.version for fix in attempt.fixes],
        "frees": attempt.frees,
        "still": list(attempt.reasons),
    }


def _neighbour(one: Neighbour | None) -> dict[str, Any] | None:
    return {"line": one.line, "text": dict(one.text), "raw": one.raw} if one else None


def _line(one: Neighbour) -> str:
    return one.raw if one.raw is not None else " · ".join(text for text in one.text.values() if text)


def as_json(line: Line) -> dict[str, Any]:
    """Records and money as programs read them."""
    return {"rows": line.rows, "amount": line.amount, "unknown": line.unknown}


def place(record: Record) -> str:
    """Where a record stands, as it is named on the command line."""
    return f"{record.file}:{record.line}"


def _counted(line: Line) -> str:
    known = f"known money {money(line.amount)}"
    unknown = f", {count(line.unknown)} of unknown money" if line.unknown else ""
    return f"{number_of(line.rows, 'record')} ({known}{unknown})"
