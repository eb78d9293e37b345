"""Records that people decide about: in quarantine, loaded, or corrected before, each with the line that stands now.

A record that was corrected is known by where it was first delivered. Fixes are applied to its text as received, so
that a wrong fix can be followed by another, or withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import narwhals as nw

from tillhouse.books import Line
from tillhouse.errors import FixTheData
from tillhouse.quarantine.fixes import Fix, Scope
from tillhouse.quarantine.records import Quarantine, Record, located

#: Fates of lines that a person can correct or discard.
OPEN = ("quarantined", "loaded")
c = nw.col
_LIST = "See what is in quarantine:  tillhouse quarantine list"


@dataclass(frozen=True)
class Subject:
    """first: the record as first delivered. now: the line that stands for it, which may be itself.

    rule: by which changes of its text that line was made; None where nothing was decided.
    """

    first: Record
    now: Record
    rule: str | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether another line stands for it."""
        return self.first.line_id != self.now.line_id


def subject(quarantine: Quarantine, address: str) -> Subject:
    """The one record at ``FILE:LINE`` or of a line id. Raises `FixTheData` where that is not one to decide about."""
    scope = quarantine.checked(located(address))
    found = _by_id(quarantine, _first_ids(quarantine, scope))
    open_ones = [one for one in found if one.now.fate in OPEN]
    if len(open_ones) == 1:
        return open_ones[0]
    if open_ones:
        ids = ", ".join(str(one.first.line_id) for one in open_ones)
        raise FixTheData(
            f"{address} was delivered {len(open_ones)} times.", f"Name one by its line id: {ids}"
        )
    if found:
        fates = " and ".join(sorted({one.now.fate for one in found}))
        raise FixTheData(f"{address} is neither in quarantine nor loaded: it is {fates}.", _LIST)
    raise FixTheData(f"No record was received as {address}.", _LIST)


def waiting(quarantine: Quarantine, scope: Scope) -> Line:
    """The records that a fix is for: the one it names, whatever became of it, or those in quarantine."""
    if scope.line_id is None:
        return quarantine.total(scope)
    (one,) = _by_id(quarantine, [scope.line_id])
    known = one.now.amount or Line().amount
    return Line(1, known, 1 if one.now.amount is None else 0, 1, {one.now.currency: known})


def corrected(quarantine: Quarantine) -> list[Subject]:
    """The records for which a corrected line stands now."""
    lines = quarantine.snapshot.frame("raw_sales").filter(~c("supersedes").is_null())
    ids = lines.select("supersedes").unique().collect()["supersedes"].to_list()
    return [one for one in _by_id(quarantine, ids) if one.is_corrected and one.now.fate in OPEN]


def loaded(quarantine: Quarantine, fixes: Iterable[Fix]) -> list[Subject]:
    """The loaded records that fixes name one by one."""
    ids = {one for fix in fixes for one in _named(quarantine, fix.scope)}
    found = _by_id(quarantine, ids)
    return [one for one in found if not one.is_corrected and one.now.fate == "loaded"]


def _named(quarantine: Quarantine, scope: Scope) -> Collection[int]:
    """The line that a scope names; none where it says what many have in common."""
    if scope.line_id is not None:
        return [scope.line_id]
    return _first_ids(quarantine, scope) if scope.file is not None and scope.line is not None else []


def _first_ids(quarantine: Quarantine, scope: Scope) -> list[int]:
    """Where the records of an address were first delivered."""
    frame = quarantine.snapshot.frame("raw_sales")
    lines = quarantine.chosen(scope).select("delivery", "line").unique()
    places = lines.collect().rows()
    found = set()
    for delivery, line in places:
        of_line = frame.filter((c("delivery") == delivery) & (c("line") == line))
        (first,) = set(of_line.select("supersedes").collect()["supersedes"].to_list())
        found.add(first if first is not None else quarantine.line_id(delivery, line))
    return sorted(found)


def _by_id(quarantine: Quarantine, ids: Collection[int]) -> list[Subject]:
    """The records first delivered as these lines, each with what stands for it, by file and line."""
    if not ids:
        return []
    columns = ("line_id", "rule", "decided_at")
    decided = {row[0]: row for row in quarantine.snapshot.frame("repairs").select(*columns).collect().rows()}
    raw = quarantine.snapshot.frame("raw_sales").filter(c("supersedes").is_in(sorted(ids)))
    stand: dict[int, int] = {}
    chain: dict[int, list[int]] = {one: [one] for one in ids}
    for first, delivery, line in raw.select("supersedes", "delivery", "line").collect().rows():
        line_id = quarantine.line_id(delivery, line)
        chain[first].append(line_id)
        if line_id not in decided:
            stand[first] = line_id
    records = {one.line_id: one for one in quarantine.delivered({*ids, *stand.values()})}
    found = []
    for one in (one for one in ids if one in records):
        made = [decided[line] for line in chain[one] if line in decided]
        rule = max(made, key=lambda row: row[2])[1] if made else None
        found.append(Subject(records[one], records[stand.get(one, one)], rule))
    return sorted(found, key=lambda one: (one.first.file, one.first.line, one.first.line_id))
