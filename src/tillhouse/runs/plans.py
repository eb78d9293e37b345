"""Plans: releases that are staged and checked, kept so that exactly they can be published later.

``<root>/plans/00000002.json`` holds the release and the head of every table when it was staged. Publishing is
refused unless the published release and all heads are still those: any run in between discards what was staged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tillhouse.errors import DamagedLake, StalePlan, UnknownName
from tillhouse.lake.releases import Release
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.runs import afterwards
from tillhouse.settings.feed import Feed, saved_feed
from tillhouse.settings.settings import Settings, save_feed
from tillhouse.storage import seals
from tillhouse.storage.durable import storage
from tillhouse.storage.parallel import each
from tillhouse.telemetry import Telemetry


@dataclass(frozen=True)
class Plan:
    """A kept plan. feeds: those to be saved in ``tillhouse.toml`` when it is applied."""

    release: Release
    heads: dict[str, int]
    taken: tuple[str, ...]
    feeds: tuple[Feed, ...] = ()


def keep(pipeline: Pipeline, candidate: Candidate, feeds: Iterable[Feed] = ()) -> Path:
    """Keep a staged candidate; call it while the writer's place is still held."""
    record = {
        "release": json.loads(candidate.release.to_json()),
        "heads": _heads(pipeline),
        "taken": list(candidate.taken),
        "feeds": [asdict(feed) for feed in feeds],
    }
    path = _path(pipeline.settings.root, candidate.release.number)
    with storage("keeping the plan"):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_bytes(seals.sealed(json.dumps(record)))
        temporary.replace(path)
    return path


def load(root: Path, number: int) -> Plan:
    """A kept plan. Raises `UnknownName` for a number that was not planned."""
    path = _path(root, number)
    if not path.exists():
        raise UnknownName("plan", str(number), [str(int(p.stem)) for p in path.parent.glob("[0-9]*.json")])
    try:
        raw: dict[str, Any] = json.loads(seals.opened(path.read_bytes()))
        feeds = tuple(saved_feed(values) for values in raw["feeds"])
        return Plan(Release.from_json(json.dumps(raw["release"])), raw["heads"], tuple(raw["taken"]), feeds)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedLake(
            f"The plan {path} cannot be read: {error}", "Plan again:  tillhouse plan"
        ) from error


def apply(settings: Settings, number: int, progress: Telemetry | None = None) -> Release:
    """Publish exactly what was planned. Raises `StalePlan` when anything was written since."""
    pipeline, root = afterwards.pipeline(settings, progress), settings.root
    with pipeline.writing(restore=False):
        plan = load(root, number)
        _refuse_stale(pipeline, plan)
        before = pipeline.releases.latest()
        release = pipeline.publish(Candidate(plan.release, before, plan.taken))
        for feed in plan.feeds:
            save_feed(root, feed)
        _path(root, number).unlink()
    return release


def _refuse_stale(pipeline: Pipeline, plan: Plan) -> None:
    again = "Plan again:  tillhouse plan"
    published = next(reversed(pipeline.releases.numbers()), None)
    if published != plan.release.parent:
        raise StalePlan(
            f"Plan {plan.release.number} follows release {plan.release.parent or 'none'}, "
            f"but release {published or 'none'} is the published one now.",
            again,
        )
    if _heads(pipeline) != plan.heads:
        raise StalePlan(f"A run since has discarded what plan {plan.release.number} had staged.", again)
    for name, state in plan.release.tables.items():
        table = pipeline.catalog[name]
        files = pipeline.lake.manifest(table, state.version).values()
        pipeline.lake.stored(table, [file for group in files for file in group])


def _heads(pipeline: Pipeline) -> dict[str, int]:
    lake, tables = pipeline.lake, pipeline.catalog.tables
    return dict(zip(tables, each(lake.head, tables.values(), lake.root), strict=True))


def _path(root: Path, number: int) -> Path:
    return root / "plans" / f"{number:08d}.json"
