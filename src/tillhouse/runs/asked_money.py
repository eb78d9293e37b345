"""The money of a question: for each reading, the net that its command gives."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from tillhouse.errors import TillhouseError
from tillhouse.evidence import Finding, weighed
from tillhouse.evidence.currencies import Sums, apart, whole
from tillhouse.evidence.finding import Reading
from tillhouse.evidence.net import by_moment, net_of
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import CANONICAL, Feed
from tillhouse.sources import Opened

#: Reads the files with what was decided of them.
Reader = Callable[[Feed, Collection[str]], Feed]
_TEXTS = ("order", "discount_as", "tax_as", "tax_basis", "dialect")
#: Options for single words of a feed, and the fields that hold them.
_TABLES = {"kind": "kinds", "line_type": "line_types"}
#: Findings whose readings differ in the money of lines alone.
_OF_LINES = ("total_contradicts", "before_discount", "line_price", "list_price")
_PENNY = Decimal("0.01")
#: What rounding to the penny changes of a line.
_ROUNDED = Decimal("0.006")


def open_questions(
    findings: Sequence[Finding], files: Sequence[Opened], feed: Feed, fixed: Collection[str], read: Reader
) -> tuple[tuple[Finding, ...], list[Finding]]:
    """The findings, and those that a person has to decide, the first with its money.

    Amounts of lines whose readings come to the same money are no question.
    """
    told: list[Finding] = []
    for one in findings:
        if not one.is_question or any(other.is_question for other in told):
            told.append(one)
        elif _is_settled(one, files, _decided(feed, fixed), read):
            told.append(replace(one, is_question=False))
        else:
            told.append(with_net(one, files, feed, fixed, read))
    return tuple(told), [one for one in told if one.is_question]


def _is_settled(one: Finding, files: Sequence[Opened], decided: Mapping[str, Any], read: Reader) -> bool:
    """Whether both readings of amounts of lines give each moment the same money, but for roundings."""
    options = [_said(each.options) if each else None for each in (one.proposed, one.instead)]
    if one.name not in _OF_LINES or None in options:
        return False
    feeds = [_feed(files, decided, said, read) for said in options if said]
    if None in feeds:
        return False
    for file in files:
        first, other = (by_moment(file, feed) for feed in feeds if feed)
        if first.keys() != other.keys():
            return False
        if any(abs(money - other[key][0]) > _ROUNDED * lines for key, (money, lines) in first.items()):
            return False
    return True


def with_net(
    question: Finding, files: Sequence[Opened], feed: Feed, fixed: Collection[str], read: Reader
) -> Finding:
    """The question, with the net money of all lines under each of its readings.

    fixed: fields and meanings of columns that were decided; read: how the files are read with more of them.
    """

    def told(reading: Reading | None) -> Reading | None:
        said = _said(reading.options) if reading and reading.amount is not None else None
        if reading is None or said is None:
            return reading
        net = _net(files, _decided(feed, fixed), said, read)
        return reading if net is None else replace(reading, amount=whole(net), currencies=apart(net))

    return replace(question, proposed=told(question.proposed), instead=told(question.instead))


def _decided(feed: Feed, fixed: Collection[str]) -> dict[str, Any]:
    """What a person decided of the feed, as fields of a new one."""
    known = {one.name for one in fields(Feed)} - {"name", "path", "columns"}
    decided = {name: getattr(feed, name) for name in fixed if name in known}
    columns = {name: feed.columns.get(name, "") for name in fixed if name in CANONICAL}
    return decided | ({"columns": columns} if columns else {})


def _said(options: Sequence[str]) -> dict[str, Any] | None:
    """What options decide, as fields of a feed; None where one is more than a text."""
    said: dict[str, Any] = {}
    columns: dict[str, str] = {}
    own: dict[str, str] = {}
    for typed in options:
        word, *rest = shlex.split(typed)
        name = word.removeprefix("--").replace("-", "_")
        if name in {"column", "without"}:
            meaning, _, header = rest[0].partition("=")
            columns[meaning] = header
        elif name == "own":
            header, _, role = rest[0].rpartition("=")
            own[header] = role
        elif name in _TABLES:
            value, _, meaning = rest[0].rpartition("=")
            said.setdefault(_TABLES[name], {})[" ".join(value.split()).lower()] = meaning
        elif name in _TEXTS:
            said[name] = rest[0]
        else:
            return None
    said |= {"columns": columns} if columns else {}
    return (said | ({"own": own} if own else {})) or None


def _net(
    files: Sequence[Opened], decided: Mapping[str, Any], said: Mapping[str, Any], read: Reader
) -> Sums | None:
    """The net money of the files by currency, as a command with these options reads them; None where it asks."""
    feed = _feed(files, decided, said, read)
    if feed is None:
        return None
    try:
        net = merged(*(net_of(file, feed) for file in files))
        return {currency: amount.quantize(_PENNY) for currency, amount in net.items()}
    except TillhouseError:
        return None


def _feed(
    files: Sequence[Opened], decided: Mapping[str, Any], said: Mapping[str, Any], read: Reader
) -> Feed | None:
    """The feed as a command with these options finds it; None where it asks."""
    columns = {**decided.get("columns", {}), **said.get("columns", {})}
    both = {**decided, **said, **({"columns": columns} if columns else {})}
    try:
        found = read(Feed("asked", str(files[0].path), **both), both.keys())
        return weighed(files, found, {*both, *columns})[0]
    except TillhouseError:
        return None
