"""Opening: how files that were never seen before are to be read, and which feed they belong to.

Several files have one reading, decided by the values of all of them: where a file alone does not tell day from
month, the others do. Files that are read in different ways are refused, and belong to different feeds.

A file belongs to the feed that is named; else to the feed whose path covers it, or that has its name; else to the
only feed with the same header and the same reading. Else it begins a feed, named after the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

from tillhouse import evidence
from tillhouse.errors import AmbiguousReading, BadSetting, FixTheSetup, TillhouseError, UnmappedHeader
from tillhouse.evidence import Findings, beside, joined
from tillhouse.evidence.asking import asked, command, of_later
from tillhouse.evidence.habits import Habits
from tillhouse.evidence.later import departures_of, of_saved, standing
from tillhouse.runs import documents, near_dialect
from tillhouse.runs.asked_money import open_questions
from tillhouse.runs.named_currency import refuse_other_currency, with_currency
from tillhouse.runs.undecided import together
from tillhouse.settings.feed import Feed
from tillhouse.sources import SAVED, Evidence, Named, Opened, Reading, detect

#: What decides how text becomes values.
_VALUES = ("date_order", "date_format", "decimal", "thousands")
_FORM = ("format", "encoding", "delimiter", "quote", "escape", "header_row", "sheet")
_ALL = frozenset({*_VALUES, *_FORM, "columns", SAVED})
#: A file fits a reading when this share of its dates and numbers does.
_FITTING = 0.99
#: A file is small where one misfit is more than that; one is damage.
_FEW = 1.5
#: Letters that are two without their marks.
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "ł": "l"})


@dataclass(frozen=True)
class Agreed:
    """One reading for some files, and what each of them said. findings: what all their values say of it."""

    feed: Feed
    readings: tuple[Reading, ...]
    findings: Findings = ()

    @property
    def named(self) -> Named:
        """What names currency and country in all files."""
        return sum((reading.named for reading in self.readings), Named())

    @property
    def records(self) -> int:
        """Records of all files."""
        return sum(reading.records for reading in self.readings)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why each column carries its meaning, shares weighed over all files, examples of the largest."""
        best = max(self.readings, key=lambda reading: reading.records)
        return tuple(self._weighed(one) for one in best.evidence)

    def _weighed(self, one: Evidence) -> Evidence:
        same = [(r.records, e) for r in self.readings for e in r.evidence if e.canonical == one.canonical]
        total = sum(records for records, _ in same) or 1
        missing = sum(records * e.missing for records, e in same) / total
        fits = sum(records * e.confidence for records, e in same) / total if len(same) > 1 else one.confidence
        why = max((e.why for _, e in same), key=len)
        return replace(one, missing=missing, confidence=min(fits, 1.0), why=why)


def agreed(files: Sequence[Opened], hints: Feed, fixed: Collection[str] = ()) -> Agreed:
    """The reading that fits all files. Raises `AmbiguousReading` or `UnmappedHeader` where there is none."""
    readings: dict[Opened, Reading] = {}
    unsure: dict[Opened, AmbiguousReading] = {}
    for file in files:
        try:
            readings[file] = detect(file, hints, fixed)
        except AmbiguousReading as undecided:
            unsure[file] = undecided
    if not any(reading.records for reading in readings.values()) and unsure:
        raise together(list(unsure.values()))
    if "columns" not in fixed:
        documents.refuse_two(readings)
    feed = _most(list(readings.values()))
    for file, error in unsure.items():
        readings[file] = _decided_by_others(file, feed, fixed, error)
    for file, reading in readings.items():
        _refuse_other(file.name, reading, feed, fixed)
    found = Agreed(feed, tuple(readings[file] for file in files))
    if "currency" in fixed:
        return found
    return replace(found, feed=with_currency(feed, found.named, files[0].name, hints))


def _most(readings: Sequence[Reading]) -> Feed:
    """The reading of most records; marks and encodings that also read what fewer say."""
    telling = [r for r in readings if r.records] or list(readings)

    def weighed(*names: str) -> dict[str, Any]:
        votes: Counter[tuple[Any, ...]] = Counter()
        for r in telling:
            votes[tuple(getattr(r.feed, name) for name in names)] += r.records
        return dict(zip(names, votes.most_common(1)[0][0], strict=True))

    chosen = weighed("date_order", "date_format") | weighed("decimal")
    chosen |= weighed("format", "delimiter", "quote", "sheet")
    grouped = [r.feed for r in telling if r.feed.thousands and r.feed.decimal == chosen["decimal"]]
    other = [r.feed.encoding for r in telling if not _plain(r)]
    columns: dict[str, str] = {}
    for r in sorted(telling, key=lambda r: r.records):
        columns |= r.feed.columns
    chosen["thousands"] = grouped[0].thousands if grouped else ""
    chosen["escape"] = max(r.feed.escape for r in telling)
    chosen["encoding"] = other[0] if other else telling[0].feed.encoding
    return replace(telling[0].feed, columns=columns, **chosen)


def _plain(reading: Reading) -> bool:
    """Whether nothing in the file tells one encoding from another."""
    return not reading.records or "ASCII" in reading.facts


def _decided_by_others(file: Opened, feed: Feed, fixed: Collection[str], error: AmbiguousReading) -> Reading:
    """How a file that does not decide is read. Its misfits are damage, unless they fit another reading."""
    reading = detect(file, feed, {*fixed, *_VALUES})
    for one in reading.evidence:
        damage = one.canonical == "sold_at" and error.is_open
        misfits = (1 - one.confidence) * (1 - one.missing) * reading.records
        if one.confidence < _FITTING and misfits > _FEW and not damage:
            raise error
    return reading


def _refuse_other(name: str, reading: Reading, feed: Feed, fixed: Collection[str] = ()) -> None:
    """Raise `AmbiguousReading` or `UnmappedHeader` when a file is read in another way than ``feed`` says."""
    if not reading.records:
        return
    for canonical, header in reading.feed.columns.items():
        if feed.columns.get(canonical, header).casefold() != header.casefold():
            raise UnmappedHeader(
                f"{name} calls {canonical} {header}; the others call it {feed.columns[canonical]}.",
                f"Open it as a feed of its own:  tillhouse open {name} --name NAME",
            )
    for what, here, there in _differences(reading, feed):
        if what not in fixed:
            option = what.replace("_", "-")
            raise AmbiguousReading(
                f"{name} is not read like the others: its {what.replace('_', ' ')} is {here}, theirs is {there}.",
                f"Open it as a feed of its own:  tillhouse open {name} --name NAME\n"
                f"Or say how all are read:  tillhouse open {name} --{option} '{here}'",
            )


def _differences(reading: Reading, feed: Feed) -> Iterable[tuple[str, str, str]]:
    own = reading.feed
    for name in ("date_order", "decimal", "delimiter"):
        if getattr(own, name) != getattr(feed, name):
            yield name, str(getattr(own, name)), str(getattr(feed, name))
    if own.thousands not in {"", feed.thousands}:
        yield "thousands", own.thousands, feed.thousands or "none"
    if own.encoding != feed.encoding and not _plain(reading):
        yield "encoding", own.encoding, feed.encoding


def with_saved(files: Sequence[Opened], saved: Feed, fixed: Collection[str]) -> Agreed:
    """Files read as a saved feed reads; what the values do not decide, it decides. Raises where they contradict it."""
    try:
        found = agreed(files, saved, {*fixed, "columns", SAVED} if saved.columns else fixed)
    except AmbiguousReading:
        found = agreed(files, saved, _ALL)
    if "thousands" not in fixed and not saved.thousands and found.feed.decimal == saved.decimal:
        # numbers of earlier files may have been too short for a mark
        saved = replace(saved, thousands=found.feed.thousands) if found.feed.thousands else saved
    for file, reading in zip(files, found.readings, strict=True):
        _refuse_other(file.name, reading, saved, fixed)
    agreement = Agreed(saved, found.readings)
    if "currency" not in fixed:
        refuse_other_currency(saved, agreement.named, files[0].name)
    return agreement


def weighed(
    files: Sequence[Opened],
    found: Agreed,
    fixed: Collection[str],
    place: str,
    earlier: tuple[Habits, Habits] | None = None,
) -> Agreed:
    """The reading as all values of the files say it. Raises `AmbiguousReading` where they leave it open.

    earlier: of a saved feed, what its deliveries hold, all of them and the last. Its reading changes only by values of
    a status that it does not know yet: else what contradicts it is asked.
    """
    feed, findings = evidence.weighed(files, found.feed, fixed)
    if earlier is not None:
        departed, agreed_to = departures_of(files, found.feed, *earlier, fixed)
        findings = (*departed, *of_saved(found.feed, findings))
        agreed = tuple(sorted({*feed.agreed, *agreed_to}))
        own = feed.own if "own" in fixed else found.feed.own
        feed = replace(found.feed, statuses=feed.statuses, kinds=feed.kinds, own=own, agreed=agreed)
    if not feed.dialect and earlier is None:
        findings = (*findings, *beside.lessening(found.readings, feed, findings))
        if not {"dialect", "columns"} & {*fixed} and not feed.records_in:
            header = found.readings[0].header
            near = near_dialect.found(files, header, feed, fixed, partial(_read, files))
            findings = (*near, *findings)
    findings, questions = open_questions(findings, files, found.feed, fixed, partial(_read, files))
    if questions and earlier is not None and len(files) == 1:
        raise of_later([(files[0], one) for one in questions], found.feed)
    if questions:
        first = questions[0]
        raise AmbiguousReading(asked(first), command(questions, place))
    if earlier is None:
        feed = replace(feed, agreed=tuple(sorted({*feed.agreed, *standing(findings)})))
    # a dialect says of all its columns what they are
    rest = () if feed.dialect or earlier is not None else beside.found(found.readings, feed.columns.values())
    rest += joined.found(files, feed) if feed.records_in else ()
    return replace(found, feed=feed, findings=(*findings, *rest))


def _read(files: Sequence[Opened], hints: Feed, fixed: Collection[str]) -> Feed:
    return agreed(files, hints, fixed).feed


def able(files: Sequence[Opened], feeds: Mapping[str, Feed]) -> Feed | None:
    """The only saved feed that reads files which do not tell themselves how; None if none or several do."""
    found = []
    for feed in feeds.values():
        try:
            read = agreed(files, feed, _ALL)
        except TillhouseError:
            continue
        if all(one.confidence >= _FITTING for reading in read.readings for one in reading.evidence):
            found.append(feed)
    return found[0] if len(found) == 1 else None


def check(feed: Feed, where: str) -> None:
    """Raise `BadSetting` or `UnknownName` for a feed that cannot be used; ``where`` names what said it."""
    feed.checked(where)
    if feed.duplicates == "key" and not feed.duplicate_key:
        typed = "open FILE --duplicates key --duplicate-key invoice_no,stock_code"
        saved = f"config feed {feed.name} duplicate_key=invoice_no,stock_code"
        hint = f"Name the columns:  tillhouse {typed if where == 'the options' else saved}"
        raise BadSetting(f"{where}: duplicates is key, but no duplicate_key is set.", hint)


def home(place: str, feeds: Mapping[str, Feed]) -> Feed | None:
    """The saved feed that a path belongs to by its own path or by its name."""
    full = Path(placed(place))
    for feed in feeds.values():
        theirs = Path(placed(feed.path))
        if full == theirs or theirs in full.parents or fnmatch(str(full), str(theirs)):
            return feed
    return feeds.get(slug(place))


def placed(place: str) -> str:
    """A path or glob as a feed keeps it: absolute, its folder without ``..`` and links, its last part as given."""
    path = Path(place).expanduser()
    return str(path.parent.resolve() / path.name) if path.name not in {"", ".."} else str(path.resolve())


def alike(found: Feed, feeds: Mapping[str, Feed]) -> Feed | None:
    """The only saved feed with the same header and reading. Raises `FixTheSetup` when there are several."""
    same = [feed for feed in feeds.values() if _reads(feed) == _reads(found) and _is_one_money(feed, found)]
    if len(same) > 1:
        names = " or ".join(feed.name for feed in same)
        each = "\nOr:  ".join(f"tillhouse open FILE --name {feed.name}" for feed in same)
        raise FixTheSetup(f"It could belong to feed {names}.", f"Say which:  {each}")
    return same[0] if same else None


def _reads(feed: Feed) -> tuple[Any, ...]:
    dates = feed.date_format or feed.date_order
    return (dict(feed.columns), dates, feed.decimal, feed.delimiter, feed.format)


def _is_one_money(one: Feed, other: Feed) -> bool:
    """Whether two feeds can be of one shop by their currencies; a feed that names none may be in any."""
    return one.currency == other.currency or not one.currency or not other.currency


def slug(place: str) -> str:
    """A feed's name from a path: lower case, letters, digits and underscores; folders and endings left out."""
    last = Path(place).name.split("*")[0] or Path(place).parent.name
    plain = unicodedata.normalize(
        "NFKD", unicodedata.normalize("NFC", last.split(".")[0].lower()).translate(_LETTERS)
    )
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"[\u0300-\u036f]", "", plain)).strip("_")
    return words or "sales"
