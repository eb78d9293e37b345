"""What a file's columns mean: by the dialect that its header shows, else by their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tillhouse.dialects import Dialect, recognised
from tillhouse.errors import UnknownName
from tillhouse.settings.feed import CANONICAL, WORDS, Feed
from tillhouse.sources import _after_fees, _by_rate, _headers, _levels
from tillhouse.sources._patterns import OF_UNIT
from tillhouse.sources._spelling import plain

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Names of a column of currencies, as `plain` writes them.
_CURRENCIES = {"currency", "currencycode"}
#: Among what is fixed: the feed is a saved one, so its dialect is not looked for again.
SAVED = "saved"


def meant(
    file: str,
    header: Sequence[str],
    hints: Feed,
    fixed: Collection[str],
    known: Mapping[str, Dialect],
    looks: Looks | None = None,
) -> Feed:
    """The hints with a column for each meaning that the header shows, and with what its dialect declares.

    looks: what the first values look like; they decide where names do not.
    Raises `UnmappedHeader` where a meaning that a line needs has no column, or has two.
    """
    given = hints.columns if "columns" in fixed else {}
    dialect = _dialect(header, hints, fixed, known)
    if dialect is not None:
        declared = {
            name: _ready(value) for name, value in dialect.feed.items() if name not in fixed or name in WORDS
        }
        # what a person says of single words is added to those of the dialect
        declared |= {name: {**declared[name], **vars(hints)[name]} for name in WORDS if name in declared}
        if "otherwise" not in fixed:
            others = dialect.otherwise(header)
            declared["otherwise"] = {name: other for name, other in others.items() if name not in given}
        hints = replace(hints, dialect=dialect.name, **declared)
        given = {**dialect.mapped(header), **given}
    left_out = {meaning for meaning, name in given.items() if not name}
    given = {meaning: name for meaning, name in given.items() if name}
    groups: Mapping[str, Sequence[str]] = {}
    if dialect is not None:
        given = _with_currency(header, given, left_out)
        mapped = _with_code(_headers.said(file, header, given))
        mapped = {meaning: mapped[meaning] for meaning in CANONICAL if meaning in mapped}
    else:
        groups = _by_rate.found(file, header, given, looks, left_out) if looks is not None else {}
        rest = {name for names in groups.values() for name in names[1:]}
        first = {meaning: names[0] for meaning, names in groups.items()}
        looks = looks and looks.added_up(groups.values())
        aside = _after_fees.found(header, given, looks) if looks is not None else _after_fees.AfterFees()
        if aside.goods and "amount" not in {*given, *left_out, *groups}:
            first["amount"] = aside.goods
        one_each = [name for name in header if name not in rest and name not in aside.beside]
        mapped = _headers.mapping(file, one_each, {**given, **first}, looks, left_out)
        mapped = _levels.levelled(mapped, looks, given)
        mapped = _with_unit(mapped, looks, left_out)
    _headers.refuse_incomplete(file, header, mapped, given, looks)
    found = replace(hints, columns=mapped)
    if groups:
        found = replace(found, added={**found.added, **_added(groups, mapped)})
    return found if dialect is not None or SAVED in fixed else _levels.with_words(found, looks, fixed)


def _added(groups: Mapping[str, Sequence[str]], mapped: Mapping[str, str]) -> dict[str, str]:
    """The further columns of each group, with the meaning that its first one has in the end."""
    meanings = {header: meaning for meaning, header in mapped.items()}
    return {
        name: meanings[names[0]] for names in groups.values() for name in names[1:] if names[0] in meanings
    }


def _with_code(mapped: Mapping[str, str]) -> dict[str, str]:
    """Columns with that of codes: where none holds them, a product goes by its description."""
    if "description" not in mapped or "stock_code" in mapped:
        return {**mapped}
    return {**mapped, "stock_code": mapped["description"]}


def _with_unit(mapped: Mapping[str, str], looks: Looks | None, left_out: Collection[str]) -> dict[str, str]:
    """Columns with that of units: where none holds them and quantities are written with theirs, it is that of these."""
    quantity = mapped.get("quantity")
    if looks is None or quantity is None or "unit" in {*mapped, *left_out}:
        return {**mapped}
    return {**mapped, "unit": quantity} if looks.share(quantity, OF_UNIT) else {**mapped}


def _with_currency(
    header: Sequence[str], given: Mapping[str, str], left_out: Collection[str]
) -> dict[str, str]:
    """Columns with that of currencies, where a dialect names none and the file has one: money is never without it."""
    named = [name for name in header if plain(name) in _CURRENCIES and name not in given.values()]
    wanted = bool(named) and "currency" not in {*given, *left_out}
    return {**given, "currency": named[0]} if wanted else dict(given)


def _dialect(
    header: Sequence[str], hints: Feed, fixed: Collection[str], known: Mapping[str, Dialect]
) -> Dialect | None:
    if SAVED in fixed:
        return None
    if "dialect" in fixed:
        if hints.dialect and hints.dialect not in known:
            raise UnknownName("dialect", hints.dialect, known)
        return known.get(hints.dialect)
    return recognised(header, known)


def _ready(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
