"""`make mutants`: plants each fault of the list and says which of them no test notices."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.mutants.faults import LISTS, Fault, load, tenth
from tests.mutants.trial import Outcome, Trials


def main(words: list[str] | None = None) -> int:
    """Leave with 0 when every fault was noticed, or says why none can notice it."""
    asked = _arguments().parse_args(words)
    # Tests that send Ctrl-C are to meet it, also where whoever started this ignores it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    faults = _chosen(load(asked.lists), asked)
    if not faults:
        print("No fault has that name and no room.")
        return int(bool(asked.only))
    outcomes = []
    for outcome in Trials().outcomes(faults, asked.at_once):
        outcomes.append(outcome)
        print(
            f"{outcome.verdict:9} {outcome.seconds:5.1f} s  {outcome.fault.room}/{outcome.fault.name}",
            flush=True,
        )
    return _summary(outcomes)


def _arguments() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    found.add_argument("--only", metavar="NAME", help="faults of this name or room, or room/name")
    found.add_argument("--tenth", metavar="COMMIT", help="one fault of ten, picked by this text")
    found.add_argument("--lists", type=Path, default=LISTS, help="the folder of the lists")
    found.add_argument(
        "--at-once", type=int, default=min(2, os.cpu_count() or 1), help="faults tried side by side"
    )
    return found


def _chosen(faults: Iterable[Fault], asked: argparse.Namespace) -> list[Fault]:
    named = [f for f in faults if not asked.only or asked.only in (f.room, f.name, f"{f.room}/{f.name}")]
    return list(tenth(named, asked.tenth)) if asked.tenth else named


def _summary(outcomes: list[Outcome]) -> int:
    bad = [outcome for outcome in outcomes if outcome.verdict in ("survived", "error")]
    for outcome in bad:
        fault = outcome.fault
        print(f"\n{outcome.verdict}: {fault.room}/{fault.name} in {fault.file}")
        print(f"  - {fault.old}\n  + {fault.new}\n  {' '.join(fault.tests)}")
        if outcome.verdict == "error":
            print(f"  {outcome.said or 'a test notices it, though it is said to be equivalent'}")
    counts = Counter(outcome.verdict for outcome in outcomes)
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    said = ", ".join(
        f"{counts[verdict]} {verdict}" for verdict in ("caught", "explained", "survived", "error")
    )
    print(f"\n{len(outcomes)} faults: {said}. The slowest took {slowest.seconds:.1f} s: {slowest.fault.name}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
