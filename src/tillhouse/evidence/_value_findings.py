"""What is said and asked of values of a status or type column, each with its money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tillhouse.evidence._flags import is_reason
from tillhouse.evidence._guess import guessed
from tillhouse.evidence.currencies import Sums, apart, told, whole
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.retail.event_names import LINE_TYPES
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed

_NAMED = 5
_SAID = {
    "sale": "sales",
    "return": "returns on rows of their own",
    "cancellation": "cancellations of sales on other rows",
    "refunded": "sales that were taken back",
    "not_sales": "no sales",
    "waiting": "no sales yet",
    "fee": "fees that are taken off sales",
}


@dataclass
class Value:
    """Lines with a value. taken: those with a negative amount or quantity. turned: the sum of amounts without signs."""

    lines: int = 0
    amounts: Sums = field(default_factory=dict)
    taken: int = 0
    turned: Sums = field(default_factory=dict)

    def add(self, lines: int, amounts: Sums, taken: int, turned: Sums) -> None:
        """Add lines, their amounts by currency, how many take away, and their amounts without signs."""
        self.lines, self.taken = self.lines + lines, self.taken + taken
        self.amounts, self.turned = merged(self.amounts, amounts), merged(self.turned, turned)

    @property
    def amount(self) -> Decimal:
        """The money of all lines."""
        return whole(self.amounts)

    @property
    def moves_money(self) -> bool:
        """Whether any line has money."""
        return any(self.turned.values())


def which(
    name: str, feed: Feed, values: Mapping[str, Value], words: Mapping[str, Collection[str]]
) -> Finding:
    """The question what values mean that can be read in two ways."""
    listed, total = _listed(values), _total(values)
    beside = [one.amounts for one in values.values()]
    said = ", ".join(
        f"{value!r} ({one.lines:,} lines, {told(one.amounts, beside)})" for value, one in listed[:_NAMED]
    )
    says = f"{feed.columns[name]} has values that can mean two things: {said}."
    first, other = (
        _reading(name, [(value, one, [*words[value]][at]) for value, one in listed]) for at in (0, 1)
    )
    return Finding(
        "status_split",
        says,
        total.lines,
        total.amount,
        first,
        other,
        is_question=True,
        about=name,
        currencies=apart(total.amounts),
    )


def _reading(name: str, chosen: Collection[tuple[str, Value, str]]) -> Reading:
    meant = " and ".join(dict.fromkeys(_SAID.get(word, word) for _, _, word in chosen))
    net = merged(*(_net(one, word) for _, one, word in chosen))
    options = tuple(option(name, f"{value}={word}") for value, _, word in chosen)
    return Reading(f"they are {meant}", options, whole(net), apart(net))


def _net(one: Value, word: str) -> Sums:
    """What lines of a value add to net sales, where they mean this."""
    if word == "sale" or word in LINE_TYPES:
        return one.amounts
    sign = -1 if word in {"return", "cancellation"} else 0
    return {of: sign * amount for of, amount in one.turned.items()}


def decided(
    name: str,
    field: str,
    feed: Feed,
    values: Mapping[str, Value],
    known: Mapping[str, str],
    declared: Mapping[str, str],
) -> Finding:
    """What known values mean, with their money."""
    words = {
        "sale": "a sale",
        "not_sales": "no sale",
        "waiting": "no sale yet",
        "refunded": "sold and taken back",
    }
    listed, total = _listed(values), _total(values)
    beside = [one.amounts for one in values.values()]
    said = "; ".join(
        f"{value}: {words.get(known[value], known[value])} ({one.lines:,}, {told(one.amounts, beside)})"
        for value, one in listed[:_NAMED]
    )
    more = f" and {len(listed) - _NAMED} more values" if len(listed) > _NAMED else ""
    says = f"{feed.columns[name]} says {said}{more}."
    options = tuple(option(name, f"{value}={known[value]}") for value, _ in listed)
    meant = Reading("they mean that", options)
    return Finding(
        "status",
        says,
        total.lines,
        total.amount,
        meant,
        feed={field: {**declared, **known}},
        about=name,
        currencies=apart(total.amounts),
    )


def asked(name: str, feed: Feed, unknown: Mapping[str, Value]) -> Finding:
    """The question what values mean that nobody knows: what each is likely to mean, and what else."""
    header = feed.columns[name]
    listed = _listed(unknown)
    beside = [one.amounts for one in unknown.values()]
    said = ", ".join(
        f"{value!r} ({one.lines:,} lines, {told(one.amounts, beside)})" for value, one in listed[:_NAMED]
    )
    says = f"{header} has values that nobody knows the meaning of: {said}."
    total = _total(unknown)
    each = apart(total.amounts)
    likely = [(value, one, guessed(value, one.taken == one.lines, header)) for value, one in listed]
    plain = [(value, one, "sale") for value, one in listed]
    is_one_state = len(listed) == 1 and name == "status" and not is_reason(header)
    if is_one_state or all(word == "sale" for _, _, word in likely):
        likely, plain = plain, [(value, one, "not_sales") for value, one in listed]
    sale, none = _reading(name, likely), _reading(name, plain)
    return Finding(
        "status_unknown",
        says,
        total.lines,
        total.amount,
        sale,
        none,
        is_question=True,
        about=name,
        currencies=each,
    )


def _listed(values: Mapping[str, Value]) -> list[tuple[str, Value]]:
    """Values by their lines, most first."""
    return sorted(values.items(), key=lambda one: (-one[1].lines, one[0]))


def _total(values: Mapping[str, Value]) -> Value:
    lines = sum(one.lines for one in values.values())
    return Value(lines, merged(*(one.amounts for one in values.values())))
