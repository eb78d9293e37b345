"""Files of two kinds of documents in one folder, such as invoices and credit notes: each kind is a feed of its own."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from tillhouse.errors import UnmappedHeader
from tillhouse.sources import Opened, Reading

#: What each document names after itself.
_OWN = ("invoice_no", "sold_at")


def refuse_two(readings: Mapping[Opened, Reading]) -> None:
    """Raise `UnmappedHeader`, with a command for each file, where files name number and date of their own."""
    telling = {file: reading for file, reading in readings.items() if reading.records}
    own = {file: tuple(one.feed.columns.get(name, "") for name in _OWN) for file, one in telling.items()}
    kinds = {tuple(name.casefold() for name in names): names for names in own.values()}
    numbers, days = ({names[place] for names in kinds} for place in (0, 1))
    if len(kinds) < 2 or "" in numbers | days or not len(kinds) == len(numbers) == len(days):
        return
    says = "; ".join(f"{file.name} has {' and '.join(names)}" for file, names in own.items())
    commands = [
        f"tillhouse open {shlex.quote(str(file.path))} --name {_name(names[0])}"
        for file, names in own.items()
    ]
    raise UnmappedHeader(
        f"These are {len(kinds)} kinds of documents: {says}. Each is a feed of its own.",
        "Open each:  " + "\nAnd:  ".join(commands),
    )


def _name(header: str) -> str:
    """What a feed of such documents is called, by the name of their number."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in header.lower()).split()
    return "_".join(word for word in words if word not in {"number", "no", "nr", "id"}) or "sales"
