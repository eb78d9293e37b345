"""A question to a person: what is open, the money of both readings, and one complete command for each."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from tillhouse.errors import AmbiguousReading, TillhouseError
from tillhouse.evidence.finding import VALUES, Finding, Reading, option
from tillhouse.evidence.of_reading import columns_of, is_as_saved, with_net
from tillhouse.evidence.spread import PREFIX
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened, detect

#: Findings of how a file departs from earlier ones.
DEPARTURES = ("columns", "new_values", "missing")
#: Findings about further columns and values: the feed goes on with them, and what it took in before stays.
_FURTHER = ("new_column", "status_column", "nobody", *VALUES)

#: What values of a file may leave open, and what no value says: options of `open` by the fields that keep them.
_BY_VALUES = ("date_order", "decimal")
_HOW = (*_BY_VALUES, "date_format", "currency", "time_zone", "order", "tax_basis", "tax_as", "discount_as")


def asked(one: Finding) -> str:
    """What is open, with both readings and their money."""
    readings = [reading for reading in (one.proposed, one.instead) if reading]
    said = [
        f"  {reading.says}: {reading.money}" if reading.money else f"  {reading.says}" for reading in readings
    ]
    return "\n".join((one.says, *said))


def command(questions: Sequence[Finding], place: str) -> str:
    """One command that takes the likelier reading of each, and one that takes the other of the first."""
    first = [option for one in questions if one.proposed for option in one.proposed.options]
    hints = [f"Say which:  tillhouse open {place} {' '.join(first)}"]
    other = questions[0].instead
    if other is not None and other.options:
        rest = [option for one in questions[1:] if one.proposed for option in one.proposed.options]
        hints.append(f"Or:  tillhouse open {place} {' '.join((*other.options, *rest))}")
    return "\n".join(hints)


def of_later(questions: Sequence[tuple[Opened, Finding]], feed: Feed) -> AmbiguousReading:
    """The question that files of a saved feed raise; they are left out until a person has decided."""
    (file, plain), others = questions[0], questions[1:]
    first = with_net(plain, file, feed)
    names = {one.name for one, _ in others} - {file.name}
    more = f"\nSo it is with {', '.join(sorted(names))}." if names else ""
    said = f"{file.name} is not as feed {feed.name} reads: {asked(first)}{more}"
    hints = [f"{says}:  tillhouse {typed}" for says, typed in _both(file, first, feed)]
    error = AmbiguousReading(said, "\n".join(hints))
    error.files = tuple(dict.fromkeys(str(one.path) for one, _ in questions))
    return error


def _both(file: Opened, found: Finding, feed: Feed) -> list[tuple[str, str]]:
    # what speaks for it may be what the feed says: a few lines contradict it then
    is_saved = is_as_saved(feed, found.proposed)
    other, saved = (found.instead, found.proposed) if is_saved else (found.proposed, found.instead)
    given = []
    if other and (other.options or not is_saved):
        given.append(("Say which", _as_found(file, found, other, feed)))
    if saved and saved.options:
        given.append(
            ("Or, as the feed reads" if given else "As the feed reads", _opened(file, feed.name, saved))
        )
    return given


def next_command(file: Opened, found: Finding, feed: Feed, beside: Iterable[Finding] = ()) -> str | None:
    """The one command that follows from a finding of a delivery that was taken in, without ``tillhouse``.

    beside: all findings of the delivery; of new values one command says what all of them mean. None for what later
    files are compared with anyway.
    """
    if found.name == "new_values" and found.about == PREFIX and (found.amount or 0) < 0:
        prefixes = " ".join(f"prefixes.{one.upper()}=cancellation" for one in found.values)
        return f"config feed {feed.name} {prefixes}"
    if found.name in DEPARTURES:
        return None
    if found.name in VALUES and found.proposed:
        both = [one.proposed.options for one in beside if one.name in VALUES and one.proposed]
        options = tuple(word for options in both for word in options) or found.proposed.options
        return _opened(file, feed.name, replace(found.proposed, options=options))
    if found.name in _FURTHER and found.proposed and found.proposed.options:
        return _opened(file, feed.name, found.proposed)
    agreed = ",".join(dict.fromkeys((*feed.agreed, found.key)))
    return f"config feed {feed.name} {shlex.quote(f'agreed={agreed}')}"


def _opened(file: Opened, feed: str, reading: Reading) -> str:
    place = shlex.quote(str(file.path))
    return " ".join(("open", place, "--name", shlex.quote(feed), *reading.options, "--yes"))


def _as_found(file: Opened, found: Finding, reading: Reading, feed: Feed) -> str:
    """The command that takes the file as found: in its feed, or beside it where the feed would change what it has."""
    if found.name in _FURTHER:
        return _opened(file, feed.name, reading)
    columns = columns_of(reading, feed.columns)
    name = f"{feed.name}_new"
    shared = [f"--share {kind}" for kind in ("customers", "products") if not getattr(feed, kind)]
    options = (*reading.options, *_rest(file, name, reading, columns), *_reads(file, feed, reading), *shared)
    return _opened(file, name, replace(reading, options=options))


def _rest(file: Opened, name: str, reading: Reading, columns: Mapping[str, str]) -> list[str]:
    """The other columns as options, where the file alone does not tell them."""
    said = columns_of(reading, {})
    try:
        alone = detect(file, Feed(name, str(file.path), columns=said), {"columns"}).feed.columns
    except TillhouseError:
        alone = {}
    if dict(alone) == dict(columns):
        return []
    return [option("column", f"{m}={header}") for m, header in columns.items() if m not in said]


def _reads(file: Opened, feed: Feed, reading: Reading) -> list[str]:
    """How the saved feed reads values, as options, where the file alone does not tell it or says otherwise."""
    alone: Feed | None = None
    with suppress(TillhouseError):
        alone = detect(file, Feed(feed.name, str(file.path), columns=feed.columns), {"columns"}).feed
    said = {one.split(" ", 1)[0].removeprefix("--").replace("-", "_") for one in reading.options}
    return [
        option(name.replace("_", "-"), value)
        for name in _HOW
        if name not in said and (value := getattr(feed, name))
        if value != getattr(alone or Feed(feed.name), name) or (alone is None and name in _BY_VALUES)
    ]
