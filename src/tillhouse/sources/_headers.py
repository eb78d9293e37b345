"""What a column means, from its name; and a file's header brought in line with its feed's."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.errors import UnmappedHeader
from tillhouse.retail.nested import holder
from tillhouse.settings.feed import PRICES, REQUIRED, Feed
from tillhouse.sources import _bounds
from tillhouse.sources._meanings import Meanings, command, guessed
from tillhouse.sources._reading import ENDING
from tillhouse.sources._spelling import spellings
from tillhouse.sources._synonyms import SYNONYMS

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Names that stand for several columns where frames are computed.
_WITHOUT_YEAR = re.compile(r"\s*(?:[0-3]?\d[01]\d|\d{1,2}[./-]\s?\d{1,2}[./]?)\s*")
_PATTERN = re.compile(r"\*|\^.*\$")


def cleaned(file: str, header: Sequence[str]) -> tuple[str, ...]:
    """The header as column names: trimmed, blank ones numbered, those that mean something else to us with a line.

    Raises `UnmappedHeader` on a name given twice, `UnreadableFile` on too many.
    """
    _bounds.refuse_wide(file, len(header))
    names = [" ".join(name.strip("\ufeff").split()) for name in header]
    names = [name or f"column {place}" for place, name in enumerate(names, 1)]
    names = [f"{name}_" if name in ENDING or _PATTERN.fullmatch(name) else name for name in names]
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise UnmappedHeader(
                f"{file} names the column {name} twice. Its header is: {', '.join(names)}.",
                "Rename or remove one of the two in the file.",
            )
        seen[name.casefold()] = name
    return tuple(names)


def said(file: str, header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """What a person said of columns, as the file spells their names. Raises `UnmappedHeader` for one it lacks."""
    folded = {name.casefold(): name for name in header}
    for name in given.values():
        if name.casefold() not in folded:
            raise UnmappedHeader(f"{file} has no column {name}. {_seen(header)}")
    return {canonical: folded[name.casefold()] for canonical, name in given.items()}


def mapping(
    file: str,
    header: Sequence[str],
    given: Mapping[str, str],
    looks: Looks | None = None,
    left_out: Collection[str] = (),
) -> dict[str, str]:
    """Canonical name to header name; ``given`` rules, and values decide where names do not.

    left_out: meanings that no column is to have. Raises `UnmappedHeader` when two columns are equally good; without
    values the first of them is taken.
    """
    return Meanings(file, header, said(file, header, given), looks, left_out).mapping()


def missing(mapped: Mapping[str, str]) -> list[str]:
    """What a line needs and the mapping lacks, in words."""
    lacking = [canonical for canonical in REQUIRED if canonical not in mapped]
    return lacking if any(price in mapped for price in PRICES) else [*lacking, "unit_price (or amount)"]


def refuse_incomplete(
    file: str,
    header: Sequence[str],
    mapped: Mapping[str, str],
    given: Mapping[str, str] | None = None,
    looks: Looks | None = None,
) -> None:
    """Raise `UnmappedHeader` that lists what is missing and what was seen, with what was given and the best guess."""
    lacking = missing(mapped)
    if not lacking:
        return
    if not mapped and _looks_like_data(header):
        raise UnmappedHeader(
            f"{file} has no header: its first line holds values, not names: {' · '.join(header)}.",
            "Put a line with the column names above it, such as InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice.",
        )
    free = [name for name in header if name not in mapped.values()]
    if looks is not None and "sold_at" in lacking:
        for name in free:
            if any(word in rank for rank in SYNONYMS["sold_at"] for word in spellings(name)):
                refuse_without_year(file, name, looks.example(name))
    guesses = guessed([canonical.split()[0] for canonical in lacking], free, looks)
    raise UnmappedHeader(
        f"{file} has no column for {', '.join(lacking)}. {_seen(header)}",
        f"Name it:  {command(file, {**(given or {}), **guesses})}",
    )


def refuse_without_year(file: str, header: str, example: str) -> None:
    """Raise `UnmappedHeader` where a date is a day and a month only, as in journals of accounts."""
    if _WITHOUT_YEAR.fullmatch(example):
        raise UnmappedHeader(
            f"Column {header} of {file} has dates without a year, such as {example}: no day can be told from them.",
            "A journal of accounts is no list of sales: open the export of invoices or receipts instead.\n"
            f"Or write the year behind each date, as in {example.strip(' ./-')}.2026, and open the file again.",
        )


def aligned(file: str, header: Sequence[str], feed: Feed) -> tuple[str, ...]:
    """The header with the feed's own spelling where only case differs.

    Raises `UnmappedHeader` when the file lacks a column that the feed needs (the file is refused whole).
    """
    spelling = {name.casefold(): name for name in feed.columns.values()}
    names = tuple(spelling.get(name.casefold(), name) for name in header)
    mapped = {canonical: name for canonical, name in feed.columns.items() if _is_there(name, names, feed)}
    needed = [canonical for canonical in REQUIRED if canonical in feed.columns]
    lacking = [f"{feed.columns[canonical]} ({canonical})" for canonical in needed if canonical not in mapped]
    prices = [canonical for canonical in PRICES if canonical in feed.columns]
    if prices and not any(canonical in mapped for canonical in prices):
        lacking += [f"{feed.columns[canonical]} ({canonical})" for canonical in prices]
    if lacking:
        raise UnmappedHeader(
            f"{file} has no column {', '.join(lacking)}, which feed {feed.name} needs. {_seen(header)}",
            "Name the column in the file as the feed does, or open it as a feed of its own:  "
            f"tillhouse open {file}",
        )
    return names


def absent(names: Sequence[str], feed: Feed) -> tuple[str, ...]:
    """Optional columns of the feed that the file does not have: they are missing in all its records."""
    return tuple(dict.fromkeys(name for name in feed.columns.values() if not _is_there(name, names, feed)))


def _is_there(name: str, names: Sequence[str], feed: Feed) -> bool:
    """Whether the file has the column, or the list that it is a path into."""
    return name in names or bool(feed.lines and holder(name, names))


def _seen(header: Sequence[str]) -> str:
    return f"Its header is: {', '.join(header)}."


def _looks_like_data(header: Sequence[str]) -> bool:
    return any(name[:1].isdigit() or name[:1] in "+-." for name in header if name)
