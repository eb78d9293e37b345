"""A shop's own columns: what a feed declares of columns of its file that have no meaning here, as data.

    [feeds.shop.own]
    Region = "dimension"
    Segment = "dimension as customer_group"
    Tags = "dimension of order"
    Profit = "measure:money"

They are columns of the lake's ledger, the same for all of its feeds: a dimension cuts metrics, a measure is added up.
One of an order stands on one row of it and holds for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tillhouse.errors import BadSetting
from tillhouse.settings.personal import why_personal

#: The types that a column of each role can have; the first is meant where none is named.
ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"dimension": ("text", "integer", "date", "boolean"), "measure": ("money", "quantity", "integer")}
)
#: What a shop can name something of its own.
NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
_SAID = re.compile(r"\s*(\w+)(?:\s*:\s*(\w+))?(\s+of\s+order)?(?:\s+as\s+(\S+))?\s*")
_HINT = (
    "Write dimension, dimension:date, dimension of order, measure or measure:quantity; `as NAME` gives it"
    " another name."
)


@dataclass(frozen=True)
class Own:
    """A column of the shop's own. header: what the file calls it. role: a word of `ROLES`. type: one of those there.

    of_order: whether one row of an order says it for all of its rows.
    """

    name: str
    header: str
    role: str
    type: str
    of_order: bool = False

    @property
    def meaning(self) -> str:
        """What it holds, in a sentence."""
        return f"The shop's own column {self.header}, a {self.role}; the feed declares it."


def own_column(header: str, said: str, where: str) -> Own:
    """What a declaration such as ``measure:money as margin`` says of a column. Raises `BadSetting`."""
    found = _SAID.fullmatch(said)
    role, kind, order, name = found.groups() if found else ("", "", "", "")
    if role not in ROLES or (order and role != "dimension"):
        raise BadSetting(f"{where}: own column {header!r} is declared as {said!r}.", _HINT)
    if kind and kind not in ROLES[role]:
        raise BadSetting(
            f"{where}: own column {header!r} is a {role} of type {kind}.",
            f"A {role} can be {', '.join(ROLES[role])}.",
        )
    if why := why_personal(header):
        raise BadSetting(
            f"{where}: {header!r} cannot be a column of the ledger: its header says {why}.",
            "Metrics are about sales, not about persons. The text stays in raw_sales, column extra.",
        )
    name = name or named(header)
    if not NAME.fullmatch(name):
        raise BadSetting(
            f"{where}: {name!r} cannot name a column of the ledger.",
            f"Give {header!r} a name of small letters, digits and underscores: {role} as NAME",
        )
    return Own(name, header, role, kind or ROLES[role][0], bool(order))


def said_of_order(said: str) -> str:
    """The declaration of a dimension as one of its order."""
    begins, _, name = said.partition(" as ")
    return f"{begins.rstrip()} of order{f' as {name}' if name else ''}"


def named(header: str) -> str:
    """The name that a header gives: ``Sub-Category`` is ``sub_category``."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def own_of_feed(said: Mapping[str, str], where: str) -> tuple[Own, ...]:
    """The own columns of a feed, by name. Raises `BadSetting`, also where two headers give one name."""
    found: dict[str, Own] = {}
    for header, text in said.items():
        one = own_column(header, text, where)
        if one.name in found:
            raise BadSetting(
                f"{where}: own columns {found[one.name].header!r} and {header!r} are both named {one.name}.",
                f"Name one otherwise: {one.role}:{one.type} as NAME",
            )
        found[one.name] = one
    return tuple(found[name] for name in sorted(found))


def own_of_feeds(feeds: Mapping[str, Mapping[str, str]], taken: Iterable[str] = ()) -> tuple[Own, ...]:
    """The own columns of all feeds of a lake, by name, from what each feed declares.

    taken: names of the ledger's own columns, of dimensions and of metrics. Raises `BadSetting` for a name that is one
    of them, or that two feeds declare otherwise.
    """
    found: dict[str, tuple[str, Own]] = {}
    reserved = set(taken)
    for feed, said in feeds.items():
        for one in own_of_feed(said, f"feed {feed}"):
            if one.name in reserved:
                raise BadSetting(
                    f"feed {feed}: own column {one.header!r} would be named {one.name}, which has a meaning here.",
                    f'Name it otherwise:  tillhouse config feed {feed} "own.{one.header}={_said(one)} as NAME"',
                )
            other, before = found.get(one.name, (feed, one))
            if (before.role, before.type) != (one.role, one.type):
                raise BadSetting(
                    f"own column {one.name} is {_said(before)} in feed {other} and {_said(one)} in feed {feed}.",
                    "Declare it alike in both, or name one otherwise:  … as NAME",
                )
            found.setdefault(one.name, (feed, one))
    return tuple(found[name][1] for name in sorted(found))


def _said(one: Own) -> str:
    return f"{one.role}:{one.type}"
