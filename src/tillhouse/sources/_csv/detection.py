"""Detection of delimited text: one pass over all of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import polars as pl

from tillhouse.errors import UnreadableFile
from tillhouse.retail.counts import either, number_of
from tillhouse.settings.feed import Feed
from tillhouse.sources import _encoding, _headers, _memo
from tillhouse.sources._asides import Asides
from tillhouse.sources._blocks import ahead, blocks, raw_blocks
from tillhouse.sources._csv.escapes import BACKSLASH, standard
from tillhouse.sources._csv.header import Top, after, head_text, top
from tillhouse.sources._lines import Splitter, rows
from tillhouse.sources._opened import Opened
from tillhouse.sources._profile import Profile
from tillhouse.sources._reading import Reading

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def reading(file: Opened, hints: Feed, fixed: Collection[str]) -> Reading:
    """See `tillhouse.sources.csv.detect`. Where a backslash stands before quotes, both ways to read it are tried."""
    head = file.head()
    given = hints.encoding if "encoding" in fixed else ""
    sure = _encoding.bom(head)[0] or given or _encoding.wide(head) or _encoding.regional(head)
    first = _first(file, sure, hints, fixed)
    if first is None:
        return _empty(file, hints)
    found = _Pass(file, hints, fixed, sure, first)
    if found.escapes and "escape" not in fixed and not hints.escape:
        other = _Pass(file, replace(hints, escape=BACKSLASH), fixed, sure, first)
        found = min(found, other, key=lambda one: sum(one.profile.raw.values()))
    return found.reading()


class _Pass:
    """One pass over all of a file. escapes: whether lines that cannot be split have a backslash before a quote."""

    def __init__(self, file: Opened, hints: Feed, fixed: Collection[str], sure: str, first: Top) -> None:
        self.file, self.hints, self.sure, self.first = file, hints, sure, first
        self.names = _headers.cleaned(file.name, first.header)
        self.profile = Profile(file.name, self.names, hints, fixed, known=file.dialects)
        self.asides = Asides(first.rule(self.names, {}))
        self.tally, self.keeper, self.escapes = _encoding.Tally(), _memo.Keeper(file.memo), False
        source = blocks(file, sure) if sure else ahead(_undecided(raw_blocks(file), self.tally))
        self.splitter = Splitter(self.names, first.delimiter, first.quote, first.lines + 1)
        below = standard(after(source, first.lines), first.delimiter, first.quote, hints)
        for frame in ahead(rows(self.splitter, below)):
            self.escapes = self.escapes or _escapes(frame, first.quote)
            if not self.profile.settled:
                self.profile.look(self.asides.sample(frame))
                self.asides.rule = first.rule(self.names, self.profile.mapped)
            kept = self.asides.seen(frame)
            self.profile.add(kept)
            self.keeper.add(kept)

    def reading(self) -> Reading:
        """What the pass has shown. Raises what `Profile.reading` raises, and `UnreadableFile`."""
        first, sure = self.first, self.sure
        encoding = sure or self.tally.encoding()
        if sure or encoding == "iso-8859-1" or (encoding == "utf-8" and not self.tally.other_lines):
            key = _memo.key(
                self.file, encoding, first.delimiter, first.quote + self.hints.escape + self.asides.rule.key
            )
            self.file.memo.keep(key, _memo.Seen(self.names, self.splitter.clean, self.keeper.frames))
        _refuse_unsplit(self.file, self.profile, first)
        facts = (_shown(sure) if sure else self.tally.fact(), NAMES.get(first.delimiter, first.delimiter))
        _correct_encoding_counts(self.profile, self.tally, sure, encoding)
        if not sure and encoding != "iso-8859-1":
            said = self.profile.examples.items()
            self.profile.examples = {n: tuple(_spelled(t, encoding) for t in e) for n, e in said}
        found = self.profile.reading(
            facts, format="csv", encoding=encoding, delimiter=first.delimiter, quote=first.quote
        )
        return self.asides.named(found, first.above)


def _escapes(frame: pl.DataFrame, quote: str) -> bool:
    if not quote or frame["problem"].null_count() == frame.height:
        return False
    return bool(frame["raw"].str.contains(BACKSLASH + quote, literal=True).any())


def _first(file: Opened, sure: str, hints: Feed, fixed: Collection[str]) -> Top | None:
    delimiters = (hints.delimiter,) if "delimiter" in fixed else tuple(NAMES)
    text = head_text(file, sure or "utf-8")
    first = top(text, delimiters, hints.quote, hints, file.dialects)
    words = (*first.header, *(title for _, title in first.above)) if first else ()
    if sure or not any(_encoding.MARK in word for word in words):
        return first
    # not decided yet, but names that are not UTF-8 are in a single-byte encoding, and their letters agree in both
    return top(head_text(file, "cp1252"), delimiters, hints.quote, hints, file.dialects)


def _empty(file: Opened, hints: Feed) -> Reading:
    return Reading(hints, 0, (), (), (), ("empty",), (f"{file.name} is empty.",))


def _undecided(source: Iterator[bytes], tally: _encoding.Tally) -> Iterator[bytes]:
    """The blocks as text good enough to split, while the tally sees their bytes.

    Delimiters, quotes, dates and numbers are ASCII in every encoding that this may be.
    """
    line = 1
    for block in source:
        yield block if tally.add(block, line) else _encoding.to_utf8(block, "iso-8859-1")
        if tally.first is None:
            line += block.count(b"\n")


def _spelled(text: str, encoding: str) -> str:
    """An example that was read before the encoding was known, as it is read now."""
    try:
        return text.encode("iso-8859-1").decode(encoding)
    except UnicodeError:
        return text


def _shown(encoding: str) -> str:
    return _encoding.SHOWN.get(encoding, encoding.upper())


def _correct_encoding_counts(profile: Profile, tally: _encoding.Tally, sure: str, encoding: str) -> None:
    """Blocks of unknown encoding were split as if every byte had a meaning; the undecodable lines are known now."""
    if not sure and encoding == "utf-8" and tally.other_lines:
        profile.raw["encoding"] += tally.other_lines


def _refuse_unsplit(file: Opened, profile: Profile, first: Top) -> None:
    bad = sum(count for problem, count in profile.raw.items() if problem.startswith("too_"))
    if bad * 2 > profile.records:
        raise UnreadableFile(
            f"Only {profile.records - bad:,} of {number_of(profile.records, 'record')} of {file.name} "
            f"{either(profile.records - bad, 'has', 'have')} the "
            f"{len(first.header)} fields of its header when split at each {NAMES.get(first.delimiter, '')}.",
            f"Name the delimiter:  tillhouse open {file.name} --delimiter ';'",
        )
