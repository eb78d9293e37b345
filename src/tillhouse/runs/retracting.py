"""A delivery taken out of the books, put back, or replaced by another file, published as a release of its own.

Its records become superseded, with the reason. What was a duplicate of one of them counts then. Later deliveries and
all decisions about other records stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tillhouse.books import Line, books_of
from tillhouse.errors import BadSetting, FixTheData, StalePlan
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.retracting import Retraction
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.runs import afterwards, opening
from tillhouse.runs.delivered import Delivered, delivery_named
from tillhouse.runs.planned import MonthChange, planned
from tillhouse.runs.seen import published_beside
from tillhouse.settings.feed import saved_feed
from tillhouse.settings.settings import Settings
from tillhouse.sources import Opened
from tillhouse.telemetry import Telemetry

Fates = Mapping[str, Line]
_VERBS = {"retracted": "retract", "restored": "restore", "replaced": "replace"}


@dataclass(frozen=True)
class Decision:
    """What is to be decided: about which delivery (its key or name), and why. file: what replaces it."""

    action: str
    key: str
    reason: str
    file: Opened | None = None


@dataclass(frozen=True)
class Retracted:
    """What a decision about a delivery did, or would do where ``release`` is None.

    before, after: the books of all deliveries by fate. months: those that change.
    """

    release: Release | None
    delivery: Delivered
    action: str
    reason: str
    before: Fates
    after: Fates
    months: tuple[MonthChange, ...]
    taken: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """What a decision about a delivery did, for programs.

        plan: boolean. Whether nothing was published, and this is what would be done.
        release: integer or null. The release that was published; null for a plan.
        action: text. `retracted`, `restored` or `replaced`.
        reason: text. Why.
        delivery: Delivered. The delivery as it was before.
        before, after: object of Line. All records by fate.
        months: list of MonthChange. Months whose books change.
        taken: list of text. The file that was taken in, where one replaces the delivery.
        """
        return {
            "plan": self.release is None,
            "release": self.release.number if self.release else None,
            "action": self.action,
            "reason": self.reason,
            "delivery": self.delivery.document(),
            "before": {fate: line.document() for fate, line in self.before.items()},
            "after": {fate: line.document() for fate, line in self.after.items()},
            "months": [one.document() for one in self.months],
            "taken": list(self.taken),
        }


def decide(
    settings: Settings, decision: Decision, *, plan: bool = False, progress: Telemetry | None = None
) -> Retracted:
    """Decide about a delivery and publish a release; with ``plan``, say what that would change.

    Raises `BadSetting` without a reason, `FixTheData` where there is nothing to decide, `UnknownName`, `StalePlan`
    where the feed is read otherwise than in the published release, and what a run raises.
    """
    if not decision.reason.strip():
        raise BadSetting("No reason is given.", "Say why:  --reason TEXT")
    pipeline = afterwards.pipeline(settings, progress)
    done: list[Retracted] = []

    def stage() -> Candidate | None:
        snapshot = Snapshot(settings)
        one = delivery_named(snapshot, decision.key)
        _refuse(snapshot, settings, one, decision)
        candidate = pipeline.stage_retraction(_made(one, decision), _cause(one, decision))
        assert candidate is not None
        done.append(_outcome(settings, one, decision, candidate))
        return None if plan else candidate

    release = _published(pipeline, stage, plan)
    return replace(done[0], release=release)


def _published(pipeline: Pipeline, stage: Any, plan: bool) -> Release | None:
    if not plan:
        return published_beside(pipeline, stage)
    with pipeline.writing():
        stage()
        pipeline.restore()
    return None


def _made(one: Delivered, decision: Decision) -> Retraction:
    return Retraction(one.key, one.feed, decision.action, decision.reason.strip(), decision.file)


def _cause(one: Delivered, decision: Decision) -> str:
    """What the history says: the command, and why."""
    return f"deliveries {_VERBS[decision.action]} {one.name} ({one.key}): {decision.reason.strip()}"


def _outcome(settings: Settings, one: Delivered, decision: Decision, candidate: Candidate) -> Retracted:
    before, after = (
        books_of(Snapshot(settings, release).frame("statement")).fates
        for release in (candidate.before, candidate.release)
    )
    months = planned(settings, candidate).months
    why = decision.reason.strip()
    return Retracted(None, one, decision.action, why, before, after, months, candidate.taken)


def _refuse(snapshot: Snapshot, settings: Settings, one: Delivered, decision: Decision) -> None:
    """Raise where the decision is none: it holds already, or it is not about a file."""
    if one.kind != "file":
        raise FixTheData(
            f"{one.name} holds corrected records, not a file.",
            "Withdraw the fixes and replay:  tillhouse quarantine withdraw VERSION --reason …",
        )
    is_out = one.state != "in the books"
    if decision.action == "restored" and not is_out:
        raise FixTheData(f"{one.name} is in the books.", "Take it out:  tillhouse deliveries retract KEY")
    if decision.action != "restored" and is_out:
        raise FixTheData(
            f"{one.name} is out of the books already: {one.decisions[-1].reason}.",
            f"Put it back:  tillhouse deliveries restore {one.key} --reason …",
        )
    saved = saved_feed(snapshot.release.feeds[one.feed])
    feed = settings.feeds.get(one.feed, saved)
    if feed.reading != saved.reading:
        raise StalePlan(
            f"The feed {one.feed} was changed since release {snapshot.release.number}.",
            f"Read its records again first:  tillhouse run {one.feed}",
        )
    if decision.file:
        _refuse_known(snapshot, one, decision.file)
        opening.with_saved([decision.file], feed, ())


def _refuse_known(snapshot: Snapshot, one: Delivered, file: Opened) -> None:
    """Raise where the file that is to replace a delivery is in the lake already."""
    rows = snapshot.frame("deliveries").select("delivery", "feed", "name", "sha256").collect().rows()
    for key, feed, name, sha256 in rows:
        if feed == one.feed and sha256 == file.sha256:
            if key == one.key:
                raise FixTheData(f"{file.name} is that very delivery: its bytes are the same.")
            raise FixTheData(
                f"{file.name} was delivered already, as {name} ({key}).",
                f"Take the other out of the books:  tillhouse deliveries retract {one.key} --reason …",
            )
