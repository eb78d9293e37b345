"""Replay and discard: how records leave quarantine.

Fixes are applied to the text of a record as it was received: all that stand, in the order they were made. What
can be trusted then is delivered in its place, and counts as if it had been right from the start; what still
cannot stays where it is, with its reasons. So a second replay finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

import narwhals as nw

from tillhouse.books import Line
from tillhouse.errors import FixTheData, StalePlan
from tillhouse.lake.snapshot import Snapshot
from tillhouse.lake.sums import in_currencies
from tillhouse.pipeline.decisions import Decision
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.quarantine.fixes import TEXT, Fix, Fixes, Scope, given_reason
from tillhouse.quarantine.outcomes import Attempt, Listing, Outcome
from tillhouse.quarantine.records import Quarantine, Record, Text, selects
from tillhouse.quarantine.resplit import judged, split
from tillhouse.quarantine.subjects import Subject, corrected, loaded
from tillhouse.runs import afterwards
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

#: What is kept as the rule of a record that stands again as it was received.
_AS_RECEIVED = "as received"


def listing(quarantine: Quarantine, scope: Scope, limit: int | None) -> Listing:
    """What is in quarantine: reasons, first records, what fixes would do. Raises `UnknownName`."""
    quarantine.checked(scope)
    fixes = Fixes(quarantine.snapshot.settings.root)
    waiting = attempts(quarantine, fixes) if fixes.all() else []
    records = quarantine.records(scope, limit)
    return Listing(quarantine.reasons(scope), quarantine.total(scope), tuple(records), tuple(waiting))


def waiting_fixes(settings: Settings) -> int:
    """How many records a replay would change."""
    fixes = Fixes(settings.root)
    return len([one for one in attempts(Quarantine(settings), fixes) if one.applies]) if fixes.all() else 0


def attempts(quarantine: Quarantine, fixes: Fixes) -> list[Attempt]:
    """What the standing fixes make of the quarantined records they change, by file and line."""
    every, standing = fixes.all(), fixes.standing()
    records = {r.line_id: r for fix in standing for r in quarantine.records(fix.scope)}
    first = [Subject(r, r) for r in records.values() if r.stands_for == r.line_id]
    others = [*loaded(quarantine, standing), *corrected(quarantine)] if every else []
    changed = [a for one in (*first, *others) if (a := _tried(one, standing, quarantine))]
    by_feed = sorted(changed, key=lambda a: a.record.feed)
    done: list[Attempt] = []
    for feed, group in groupby(by_feed, key=lambda a: a.record.feed):
        ours = list(group)
        like = quarantine.snapshot.frame("deliveries")
        verdicts = judged([a.corrected for a in ours], quarantine.feeds[feed], like)
        for attempt, (reasons, amount) in zip(ours, verdicts, strict=True):
            done.append(replace(attempt, reasons=attempt.reasons or reasons, amount=amount))
    return sorted(done, key=lambda a: (a.record.file, a.record.line, a.record.line_id))


def _tried(one: Subject, fixes: Sequence[Fix], quarantine: Quarantine) -> Attempt | None:
    """The text of a record after the fixes, not yet judged; None when they do not change what stands for it.

    A record that could be trusted as it came is changed only by fixes that name it.
    """
    record = one.first
    raw, text = record.raw, dict(record.text)
    problem = "" if raw is None else ", ".join(record.reasons[:1])
    done = []
    for fix in fixes:
        before = raw, dict(text)
        for change in fix.changes if _is_for(fix, record) else ():
            if change.column != TEXT:
                text[change.column] = change.of(text[change.column])
            elif raw is not None and (new := change.of(raw) or "") != raw:
                raw = new
                text, problem = split(raw, quarantine.feeds[record.feed], record.header)
        if (raw, text) != before:
            done.append(fix)
    given = any(value is not None for name, value in text.items() if name != "extra")
    reasons = (problem,) if problem and not given else ()
    is_new = _rules(done) != one.rule if one.is_corrected else bool(done)
    return Attempt(record, text, reasons, None, tuple(done), one.now) if is_new else None


def _is_for(fix: Fix, record: Record) -> bool:
    by_name = fix.scope.line_id is not None or (fix.scope.file is not None and fix.scope.line is not None)
    return selects(fix.scope, record) and (by_name or bool(record.reasons))


def _rules(fixes: Sequence[Fix]) -> str:
    """The changes by which a corrected record is made, as they are kept beside it."""
    return "; ".join(f"fix {fix.version}: {', '.join(fix.rules)}" for fix in fixes) or _AS_RECEIVED


def replay(settings: Settings, *, plan: bool = False, progress: Telemetry | None = None) -> Outcome:
    """Apply the standing fixes and publish a release; with ``plan``, say what that would change.

    Raises `StalePlan` where a feed is read otherwise than in the published release, and what a run raises.
    """
    pipeline = afterwards.pipeline(settings, progress)
    with pipeline.writing():
        quarantine = _quarantine(settings)
        found = attempts(quarantine, Fixes(settings.root))
        done = [attempt for attempt in found if attempt.applies]
        stay = tuple(attempt for attempt in found if not attempt.applies)
        made = [_replaced(attempt, _withdrawal(settings)) for attempt in done]
        left, again = (
            _line(attempt.stands for attempt in done if attempt.leaves is leaves) for leaves in (True, False)
        )
        return _decided(pipeline, made, Outcome(None, left, stay, is_plan=plan, corrected=again), plan)


def discard(
    settings: Settings,
    choose: Callable[[Quarantine], Sequence[Record]],
    reason: str,
    *,
    plan: bool = False,
    progress: Telemetry | None = None,
) -> Outcome:
    """Take the chosen records, quarantined or loaded, out without a correction, and publish a release.

    Raises `BadSetting` without a reason, `FixTheData` where nothing is chosen, and what a run raises.
    """
    why = given_reason(reason)
    pipeline = afterwards.pipeline(settings, progress)
    with pipeline.writing():
        records = choose(_quarantine(settings))
        if not records:
            raise FixTheData("No record is meant.", "See what is:  tillhouse quarantine list")
        made = [_decision(record, why, "discard", None) for record in records]
        return _decided(pipeline, made, Outcome(None, _line(records), is_plan=plan, is_discard=True), plan)


def _quarantine(settings: Settings) -> Quarantine:
    """The quarantine of the published release, if its feeds are read now as they were then."""
    quarantine = Quarantine(settings)
    for name, feed in quarantine.feeds.items():
        now = settings.feeds.get(name, feed)
        if now.reading != feed.reading:
            raise StalePlan(
                f"The feed {name} was changed since release {quarantine.snapshot.release.number}.",
                f"Read its records again first:  tillhouse run {name}",
            )
    return quarantine


def _decided(pipeline: Pipeline, made: Sequence[Decision], outcome: Outcome, plan: bool) -> Outcome:
    """Stage the decisions and publish them, or restore what was staged where it is only a plan."""
    candidate = pipeline.stage_decisions(made, "quarantine") if made else None
    if candidate is None:
        return outcome
    settings = pipeline.settings
    before = Snapshot(settings, candidate.before) if candidate.before else None
    changes = in_currencies(candidate.changes, before, Snapshot(settings, candidate.release))
    staged = replace(outcome, changes=tuple(changes), became=_became(settings, candidate))
    if plan:
        pipeline.restore()
        return staged
    return replace(staged, release=pipeline.publish(candidate))


def _became(settings: Settings, candidate: Candidate) -> dict[str, Line]:
    """The fates of the corrected records in the staged release."""
    snapshot = Snapshot(settings, candidate.release)
    deliveries = snapshot.frame("deliveries").filter(nw.col("name").is_in(list(candidate.taken)))
    keys = deliveries.select("delivery").collect()["delivery"].to_list()
    lines = (
        snapshot.frame("ledger")
        .filter(nw.col("delivery").is_in(keys))
        .select("fate", "amount", "currency")
        .collect()
    )
    found: dict[str, Line] = {}
    for fate, amount, currency in lines.iter_rows():
        found[fate] = found.get(fate, Line()) + money_of(amount, currency)
    return found


def money_of(amount: Decimal | None, currency: str) -> Line:
    """One record with its money, known or not."""
    known = amount or Decimal(0)
    return Line(1, known, 1 if amount is None else 0, 1, {currency: known})


def _line(records: Iterable[Record]) -> Line:
    return sum((money_of(record.amount, record.currency) for record in records), Line())


def _withdrawal(settings: Settings) -> str:
    """Why the last fix was withdrawn: the reason of records that stand again as they were received."""
    reasons = [fix.reason for fix in Fixes(settings.root).all() if fix.withdraws is not None]
    return reasons[-1] if reasons else "no fix stands for it"


def _replaced(attempt: Attempt, withdrawal: str) -> Decision:
    reason = "; ".join(dict.fromkeys(fix.reason for fix in attempt.fixes)) or withdrawal
    return _decision(attempt.stands, reason, _rules(attempt.fixes), attempt.corrected)


def _decision(record: Record, reason: str, rule: str, corrected: Text | None) -> Decision:
    return Decision(
        line_id=record.line_id,
        month=record.month,
        feed=record.feed,
        counts_with=record.counts_with,
        stands_for=record.stands_for,
        reason=reason,
        rule=rule,
        corrected=corrected,
    )
