"""What a column means, from its name; and a file's header brought in line with its feed's."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from tillhouse.errors import UnmappedHeader
from tillhouse.retail.currency_signs import in_name
from tillhouse.retail.nested import holder
from tillhouse.settings.feed import CANONICAL, PRICES, REQUIRED, Feed
from tillhouse.sources import _bounds
from tillhouse.sources._reading import ENDING
from tillhouse.sources._synonyms import SYNONYMS


def plain(name: str) -> str:
    """A name without case, accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", name.replace("№", "no").replace("°", "o").replace("ß", "ss"))
    return "".join(c for c in decomposed.casefold() if c.isalnum())


def cleaned(file: str, header: Sequence[str]) -> tuple[str, ...]:
    """The header as column names: trimmed, blank ones numbered.

    Raises `UnmappedHeader` on a name given twice, `UnreadableFile` on too many.
    """
    _bounds.refuse_wide(file, len(header))
    names = [" ".join(name.strip("\ufeff").split()) for name in header]
    names = [name or f"column {place}" for place, name in enumerate(names, 1)]
    names = [f"{name}_" if name in ENDING else name for name in names]
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise UnmappedHeader(
                f"{file} names the column {name} twice. Its header is: {', '.join(names)}.",
                "Rename or remove one of the two in the file.",
            )
        seen[name.casefold()] = name
    return tuple(names)


def mapping(file: str, header: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Canonical name to header name; ``given`` rules. Raises `UnmappedHeader` when two names are equally good."""
    folded = {name.casefold(): name for name in header}
    found: dict[str, str] = {}
    for canonical, name in given.items():
        if name.casefold() not in folded:
            raise UnmappedHeader(f"{file} has no column {name}. {_seen(header)}")
        found[canonical] = folded[name.casefold()]
    words = {name: plain(in_name(name)[1]) for name in header if name not in found.values()}
    for canonical in CANONICAL:
        if canonical not in found and (best := _best(file, canonical, words)):
            found[canonical] = best
    if "stock_code" not in found and "description" in found:
        found["stock_code"] = found["description"]
    return {canonical: found[canonical] for canonical in CANONICAL if canonical in found}


def _best(file: str, canonical: str, words: Mapping[str, str]) -> str | None:
    for rank in SYNONYMS.get(canonical, ()):
        names = [name for name, word in words.items() if word in rank]
        if len(names) > 1:
            raise UnmappedHeader(
                f"{file} has {len(names)} columns that could be {canonical}: {' and '.join(names)}.",
                f"Say which:  tillhouse open {file} --column {canonical}={_quoted(names[0])}",
            )
        if names:
            return names[0]
    return None


def missing(mapped: Mapping[str, str]) -> list[str]:
    """What a line needs and the mapping lacks, in words."""
    lacking = [canonical for canonical in REQUIRED if canonical not in mapped]
    return lacking if any(price in mapped for price in PRICES) else [*lacking, "unit_price (or amount)"]


def refuse_incomplete(file: str, header: Sequence[str], mapped: Mapping[str, str]) -> None:
    """Raise `UnmappedHeader` that lists what is missing and what was seen."""
    lacking = missing(mapped)
    if not lacking:
        return
    if not mapped and _looks_like_data(header):
        raise UnmappedHeader(
            f"{file} has no header: its first line holds values, not names: {' · '.join(header)}.",
            "Put a line with the column names above it, such as InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice.",
        )
    first = lacking[0].split()[0]
    raise UnmappedHeader(
        f"{file} has no column for {', '.join(lacking)}. {_seen(header)}",
        f"Name it:  tillhouse open {file} --column {first}=HEADER",
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


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name


def _looks_like_data(header: Sequence[str]) -> bool:
    return any(name[:1].isdigit() or name[:1] in "+-." for name in header if name)
