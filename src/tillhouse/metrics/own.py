"""Metrics of the shop's own: ``metrics.toml`` in the lake's folder, in the vocabulary of `tillhouse.metrics.formulas`.

[large_orders]
meaning = "…"
of = "orders"
events = ["sale"]

[tip_rate]
meaning = "…"
numerator = "tips"
denominator = "revenue"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from tillhouse.metrics.formulas import (
    Buyers,
    Count,
    Counted,
    Formula,
    Lines,
    Measure,
    Metric,
    Ratio,
    Sum,
    Which,
)
from tillhouse.retail.event_names import EVENTS, FATES, LINE_TYPES
from tillhouse.setting import row
from tillhouse.settings.own_files import OwnFile, nearest

_ADDED = get_args(Measure)
_COUNTED = get_args(Counted)
#: What only a quotient says, and what only lines that are added up or counted say.
_OF_QUOTIENTS = ("numerator", "denominator")
_OF_LINES = ("of", "fate", "events", "line_types", "buyers", "which", "negated")


@dataclass(frozen=True)
class Declared:
    """One metric as the file declares it."""

    meaning: str = row("", "what the number says")
    excludes: str = row(
        "Lines that the formula does not name.", "what a reader may expect in it and does not find"
    )
    of: str = row("", "what is added up or counted", among=(*_ADDED, *_COUNTED))
    fate: str = row("loaded", "the fate of its lines", among=FATES)
    events: tuple[str, ...] = row((), "the events of its lines; none are all")
    line_types: tuple[str, ...] = row((), "the line types of its lines; none are all")
    buyers: Buyers = row("all", "whose lines they are")
    which: Which = row("all", "of customers, which are counted")
    negated: bool = row(False, "whether money that came back is a positive number")
    numerator: str = row("", "the metric that is divided")
    denominator: str = row("", "the metric that it is divided by")


def declared_metrics(
    file: OwnFile, built_in: dict[str, Metric], endings: tuple[str, ...], *, whole: bool = True
) -> tuple[Metric, ...]:
    """The metrics that a file declares, in its order.

    built_in: the metrics of the program. endings: of names of changes, which no metric of its own may have. whole:
    without it, quotients of metrics that are not known are left out.
    Raises `BadSetting` with file and line.
    """
    said = dict(file.entries(Declared))
    for name, one in said.items():
        if name in built_in or name.endswith(endings):
            raise file.bad(f"{name} is a metric of the program.", "Give it another name.", name)
        if not one.meaning.strip():
            raise file.bad(f"{name} has no meaning.", 'Say what the number says:  meaning = "…"', name)
        _check_keys(file, name, one)
    plain = {name: _of_lines(file, name, one) for name, one in said.items() if one.of}
    known = {**built_in, **plain}
    divided = {name: one for name, one in said.items() if not one.of}
    if not whole:
        divided = {
            name: one for name, one in divided.items() if {one.numerator, one.denominator} <= known.keys()
        }
    found = plain | {name: _quotient(file, name, one, known) for name, one in divided.items()}
    return tuple(found[name] for name in said if name in found)


def _check_keys(file: OwnFile, name: str, one: Declared) -> None:
    """Raise `BadSetting` where a metric is neither lines added up or counted, nor a quotient; or is both."""
    keys = file.said[name]
    if not one.of and not (one.numerator and one.denominator):
        hint = f"Write of = one of {', '.join((*_ADDED, *_COUNTED))}; or numerator and denominator."
        raise file.bad(f"{name} says neither what it adds up nor what it divides.", hint, name)
    both = [key for key in (_OF_QUOTIENTS if one.of else _OF_LINES) if key in keys]
    if both:
        what = "adds up or counts lines" if one.of else "is a quotient of two metrics"
        raise file.bad(f"{name} {what}; {both[0]} does not go with it.", "Take the key out.", name, both[0])


def _of_lines(file: OwnFile, name: str, one: Declared) -> Metric:
    file.check_words(one.events, EVENTS, name, "events")
    file.check_words(one.line_types, LINE_TYPES, name, "line_types")
    return Metric(name, one.meaning, one.excludes, _formula(file, name, one))


def _formula(file: OwnFile, name: str, one: Declared) -> Formula:
    counts_customers = one.of == "customers"
    if one.which != "all" and not counts_customers:
        raise file.bad(
            f"which goes with of = 'customers'; {name} is of {one.of}.", "Take it out.", name, "which"
        )
    if counts_customers and one.buyers == "anonymous":
        hint = 'Write buyers = "known", or leave it out.'
        raise file.bad("customers without a name cannot be counted.", hint, name, "buyers")
    buyers: Buyers = "known" if counts_customers else one.buyers
    lines = Lines(one.fate, one.events, one.line_types, buyers)
    counted: dict[str, Literal["orders", "customers"]] = {"orders": "orders", "customers": "customers"}
    if one.of not in counted:
        measure = next(measure for measure in _ADDED if measure == one.of)
        return Sum(measure, lines, sign=-1 if one.negated else 1)
    if one.negated:
        raise file.bad(f"{one.of} are counted; a count is never below 0.", "Take it out.", name, "negated")
    return Count(counted[one.of], lines, one.which)


def _quotient(file: OwnFile, name: str, one: Declared, known: dict[str, Metric]) -> Metric:
    parts = []
    for key, part in (("numerator", one.numerator), ("denominator", one.denominator)):
        if part not in known:
            raise file.bad(f"unknown metric {part!r}.", nearest(part, known), name, key)
        if not isinstance(known[part].formula, Sum | Count):
            raise file.bad(
                f"{part} is a quotient or a change itself.", "Divide metrics that are added up.", name, key
            )
        parts.append(known[part])
    return Metric(name, one.meaning, one.excludes, Ratio(parts[0], parts[1]))
