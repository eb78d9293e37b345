"""Deliveries, and decisions of people between them, with runs that die: as if each had been done once, one by one.

A model of plain Python says what each policy makes of it. The lake is also built again from what it received.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.crash.conftest import ROUNDS
from tests.crash.deliveries import FEED, Line, write
from tests.test_incremental_equals_rebuild import (
    DELIVERIES,
    LINES,
    POINTS,
    analyse,
    content,
    found_fates,
    latest,
    run,
    sale,
)
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.quarantine.fixes import Fixes, Scope, parsed
from tillhouse.quarantine.records import Quarantine
from tillhouse.quarantine.replay import discard, replay
from tillhouse.quarantine.subjects import subject
from tillhouse.runs.retracting import Decision, decide
from tillhouse.settings.feed import Duplicates, Feed
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.upkeep.rebuilding import rebuilt

#: What happened: the word, the file, and a line of it or another file, with the new quantity.
Step = tuple[str, int, int, int]
Fates = Counter[tuple[str, ...]]
_NAMES = ("monday.csv", "tuesday.csv", "wednesday.csv")


class Told:
    """What a person would say became of each line: files by number, in their order of arrival."""

    def __init__(self, policy: str, names: Sequence[str], lines: Sequence[Sequence[Line]]) -> None:
        self.policy, self.names, self.lines = policy, names, lines
        self.order: list[int] = []
        self.out: set[int] = set()
        self.now: dict[tuple[int, int], Line | None] = {}
        self.corrections = 0

    def take(self, step: Step) -> None:
        """One more thing happened."""
        word, file, line, quantity = step
        if word in ("taken", "replaced"):
            self.order.append(file if word == "taken" else line)
        if word in ("retracted", "replaced"):
            self.out.add(file)
        if word == "restored":
            self.out.discard(file)
        if word == "fixed":
            before = self.now.get((file, line)) or self.lines[file][line]
            self.now[file, line] = (*before[:3], f"{quantity}", *before[4:])
            self.corrections += 1
        if word == "discarded":
            self.now[file, line] = None

    def counted(self) -> Iterator[tuple[int, int]]:
        """The lines that count, by file and place."""
        for file in self.order:
            for at, line in enumerate(self.lines[file]):
                now = self.now.get((file, at), line)
                if now and sale(now) and file not in self.out and not self.is_overruled(file, line):
                    yield file, at

    def fates(self) -> Fates:
        """How many lines of each sale count; corrected lines are superseded beside what stands for them."""
        found: Fates = Counter({("superseded",): self.corrections})
        for file in self.order:
            for at, line in enumerate(self.lines[file]):
                now = self.now.get((file, at), line)
                if now is None or file in self.out or self.is_overruled(file, line):
                    found["superseded",] += 1
                else:
                    one = sale(now)
                    found[("loaded", *one) if one else ("quarantined",)] += 1
        return +found

    def is_overruled(self, file: int, line: Line) -> bool:
        """Whether a file that arrived later, and is in the books, stands in the place of a line."""
        later = [one for one in self.order[self.order.index(file) + 1 :] if one not in self.out]
        if self.policy == "replace":
            return any(self.names[one] == self.names[file] for one in later)
        if self.policy == "newest":
            return bool(_order(line)) and any(_order(line) in map(_order, self.lines[one]) for one in later)
        first, end = (_day(line),) * 2 if _day(line) else self.span(file)
        spans = [self.span(one) for one in later]
        return bool(first) and any(one and one <= first and end <= last for one, last in spans)

    def span(self, file: int) -> tuple[str, str]:
        """The first and the last day of a file; empty where it names none."""
        days = [day for line in self.lines[file] if (day := _day(line))]
        return (min(days), max(days)) if days else ("", "")


def _order(line: Line) -> str:
    return " ".join(line[0].split())


def _day(line: Line) -> str:
    return "" if line[4] == "soon" else line[4][:10]


class AsItHappened(RuleBasedStateMachine):
    """Files arrive, runs take some in or die, and people decide about files and lines."""

    policy: Duplicates = "newest"

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="as-it-happened-")
        self.root = Path(self.place.name) / "lake"
        self.files: list[Path] = []
        self.lines: list[list[Line]] = []
        self.names: list[str] = []
        self.steps: list[Step] = []
        self.told = Told(self.policy, self.names, self.lines)

    @property
    def feed(self) -> Feed:
        return replace(FEED, duplicates=self.policy)

    @rule(lines=DELIVERIES, name=st.sampled_from(_NAMES))
    def arrives(self, lines: list[Line], name: str) -> None:
        if lines not in self.lines:
            self.names.append(name if self.policy == "replace" else f"{len(self.files)}.csv")
            self.files.append(
                write(Path(self.place.name) / "files" / f"{len(self.files)}" / self.names[-1], lines)
            )
            self.lines.append(lines)

    @precondition(lambda self: self.files)
    @rule(choose=st.randoms(use_true_random=False), dies_at=st.sampled_from(("", "", *POINTS)))
    def runs(self, choose: object, dies_at: str) -> None:
        run(self.root, [path for path in self.files if choose.random() < 0.6], self.feed, dies_at)  # type: ignore[attr-defined]
        self.sees_what_was_taken()

    @precondition(lambda self: self.told.order)
    @rule(n=st.integers(0, 9))
    def takes_out_or_puts_back(self, n: int) -> None:
        file = self.told.order[n % len(self.told.order)]
        self.does(("restored" if file in self.told.out else "retracted", file, 0, 0))

    @precondition(lambda self: self.told.order)
    @rule(n=st.integers(0, 9), lines=st.lists(LINES.filter(sale), min_size=1, max_size=6))
    def replaces(self, n: int, lines: list[Line]) -> None:
        """By a file that can be read: one with a column of which no value can is refused."""
        file = self.told.order[n % len(self.told.order)]
        if file not in self.told.out and lines not in self.lines:
            self.arrives(lines, _NAMES[n % 3])
            self.does(("replaced", file, len(self.files) - 1, 0))

    @precondition(lambda self: self.told.order)
    @rule(n=st.integers(0, 30), action=st.sampled_from(("fixed", "fixed", "discarded")))
    def decides_about_a_loaded_line(self, n: int, action: str) -> None:
        counted = [*self.told.counted()]
        if counted:
            self.does((action, *counted[n % len(counted)], 3 + len(self.steps)))

    @precondition(lambda self: Releases(self.root).latest())
    @rule(dies_at=st.sampled_from(("", *POINTS)))
    def analyses(self, dies_at: str) -> None:
        analyse(self.root, dies_at)

    def does(self, step: Step) -> None:
        self.note(step)
        self.play(self.root, step)

    def note(self, step: Step) -> None:
        self.steps.append(step)
        self.told.take(step)

    def sees_what_was_taken(self) -> None:
        """Note the files that a run took in, in their order of arrival: a run that died may have published."""
        if Releases(self.root).latest():
            by_key = {key: file for file, key in self.keys(self.root).items()}
            for key in by_key:
                if by_key[key] not in self.told.order:
                    self.note(("taken", by_key[key], 0, 0))

    def keys(self, root: Path) -> dict[int, int]:
        """The delivery of each file in a lake, in their order of arrival."""
        rows = (
            Snapshot(self.settings(root)).rows("deliveries").filter(kind="file").sort("taken_at", "delivery")
        )
        numbers = {open_all(path)[0].sha256: file for file, path in enumerate(self.files)}
        return {numbers[sha256]: key for key, sha256 in rows.select("delivery", "sha256").iter_rows()}

    def settings(self, root: Path) -> Settings:
        return Settings(root, feeds={self.feed.name: self.feed})

    def play(self, root: Path, step: Step) -> None:
        """Do one thing in a lake."""
        word, file, line, quantity = step
        if word == "taken":
            run(root, [self.files[file]], self.feed)
        elif word in ("fixed", "discarded"):
            line_id = Quarantine.line_id(self.keys(root)[file], line + 2)
            self.decides(root, line_id, quantity if word == "fixed" else None)
        else:
            by = open_all(self.files[line])[0] if word == "replaced" else None
            decide(self.settings(root), Decision(word, f"{self.keys(root)[file]}", "test", by))

    def decides(self, root: Path, line_id: int, quantity: int | None) -> None:
        """Correct or discard a loaded record, by where it was first delivered."""
        if quantity is None:
            discard(self.settings(root), lambda q: [subject(q, f"{line_id}").now], "test")
        else:
            Fixes(root).add([parsed(f"set quantity={quantity}")], Scope(line_id=line_id), "test")
            assert replay(self.settings(root)).corrected.rows == 1

    def teardown(self) -> None:
        try:
            if self.files:
                self.ends_as_if_done_one_by_one()
        finally:
            self.place.cleanup()

    def ends_as_if_done_one_by_one(self) -> None:
        run(self.root, self.files, self.feed)
        self.sees_what_was_taken()
        once = Path(self.place.name) / "once"
        for step in self.steps:
            self.play(once, step)
        for root in (self.root, once):
            analyse(root)
        assert found_fates(self.root, self.feed) == self.told.fates()
        assert latest(self.root).stale({}) == []
        assert content(self.root) == content(once)
        assert latest(self.root).digest == latest(once).digest
        again = rebuilt(Settings(self.root), latest(self.root), Path(self.place.name) / "rebuilt")
        assert again.findings == ()


class SameNameReplaces(AsItHappened):
    """A file that arrives again under its name takes the place of the one before."""

    policy = "replace"


class LaterCovers(AsItHappened):
    """A later file takes the place of the days that it covers."""

    policy = "period"


@pytest.mark.parametrize("machine", [AsItHappened, SameNameReplaces, LaterCovers])
def test_any_history_ends_as_if_done_one_by_one(machine: type[AsItHappened]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=2 * ROUNDS,
            stateful_step_count=8,
            deadline=None,
            derandomize=ROUNDS == 1,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("policy", ["newest", "replace", "period"])
def test_the_model_tells_a_lake_that_goes_by_another_policy(tmp_path: Path, policy: Duplicates) -> None:
    """The lake agrees with the model of its own policy, and with no other."""
    mug = ("80A", "MUG", "1")
    first: list[Line] = [
        ("500001", *mug, "2011-01-04", "2.55", "1", "EIRE"),
        ("500002", *mug, "2011-01-05", "2.55", "1", "EIRE"),
    ]
    second: list[Line] = [("500001", *mug, "2011-01-05", "2.55", "1", "EIRE")]
    names, lines = ["a.csv", "a.csv"], [first, second]
    feed = replace(FEED, duplicates=policy)
    for file in (0, 1):
        run(tmp_path / "lake", [write(tmp_path / f"{file}" / names[file], lines[file])], feed)
    for other in ("newest", "replace", "period"):
        told = Told(other, names, lines)
        for file in (0, 1):
            told.take(("taken", file, 0, 0))
        assert (found_fates(tmp_path / "lake", feed) == told.fates()) is (other == policy)
