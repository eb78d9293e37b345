"""From a number to its leaves: the ledger lines it is made of, each with the file and line it came from.

The number is read from what is published (`sales_bridge`, `receipts`, `statement`) where they can give it; the leaves
are added up from the ledger, line by line. Both must agree to the last digit. A sum has all its lines as leaves; a
count has one for each order or customer, the first line by which it is counted; a quotient and a change lead to the
two numbers they are made of, each with its leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import narwhals as nw

from tillhouse.answers.metrics.comparison import known
from tillhouse.answers.metrics.explanation import Explanation, Leaf, Total
from tillhouse.answers.metrics.first_lines import leaves_of
from tillhouse.answers.metrics.lines import Cut, cut, table_for, values, with_period
from tillhouse.answers.metrics.spans import Spans
from tillhouse.answers.metrics.tables import said_of
from tillhouse.answers.selection import Comparison
from tillhouse.answers.unnamed import unnamed
from tillhouse.errors import BadQuery, DamagedLake
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import absence, evaluation
from tillhouse.metrics.definitions import metric
from tillhouse.metrics.evaluation import Figure
from tillhouse.metrics.formulas import Change, Lines, Metric, Part, Ratio, Sum
from tillhouse.retail.counts import number_of
from tillhouse.retail.currencies import NONE
from tillhouse.retail.sums import worded

_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_LISTED = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "unit_price",
    "gross_amount",
    "discount",
    "tax",
    "amount",
    "sold_at",
    "customer_id",
    "country",
    "currency",
    "event",
    "line_type",
)


@dataclass(frozen=True)
class Slice:
    """The part of the ledger asked about; None is all.

    month: ``YYYY-MM``. day: a trading day. where: comparisons of dimensions, such as ``product=85123A``.
    """

    month: str | None = None
    day: date | None = None
    country: str | None = None
    event: str | None = None
    line_type: str | None = None
    currency: str | None = None
    where: tuple[str, ...] = ()

    @property
    def chosen(self) -> dict[str, str]:
        """What is asked about by a word of its own, by that word."""
        day = None if self.day is None else self.day.isoformat()
        given = {"month": self.month, "day": day, "country": self.country}
        given |= {"event": self.event, "line_type": self.line_type, "currency": self.currency}
        return {name: value for name, value in given.items() if value is not None}

    def cut(self, snapshot: Snapshot) -> Cut:
        """The comparisons; raises `UnknownName` for a value that does not occur, `BadQuery`."""
        if self.month and self.day and f"{self.day:%Y-%m}" != self.month:
            raise BadQuery(f"{self.day} is not in {self.month}.", "Give the day alone.")
        given = [
            known(snapshot, Comparison("date" if name == "day" else name, "=", value))
            for name, value in self.chosen.items()
        ]
        return Cut(where=(*given, *cut(snapshot, (), self.where).where), own=snapshot.catalog.own)


def explained(snapshot: Snapshot, name: str, part: Slice, limit: int) -> Explanation:
    """What a metric is made of in a part of the ledger.

    Raises `UnknownName` for a metric, event, line type, month or country that does not occur; `BadQuery` for lines of
    several currencies, and for a change, or customers who returned, without a period; `DamagedLake` when the
    published number is not the sum of
    its lines.
    """
    wanted = metric(name, snapshot.catalog.own, snapshot.settings.own_metrics)
    found = _explained(snapshot, wanted, with_period(wanted, part.cut(snapshot)), limit)
    asked = {**part.chosen, **({"dimensions": list(part.where)} if part.where else {})}
    named = unnamed(snapshot) if part.currency in {None, NONE} else ()
    absent = _absent(snapshot, wanted, part.currency)
    value = None if absent else found.value
    return replace(
        found, value=value, release=snapshot.release.number, asked=asked, unnamed=named, absent=absent
    )


def _absent(snapshot: Snapshot, wanted: Metric, currency: str | None) -> tuple[str, ...]:
    """The reasons why the number has no value: of the currency asked about, or of all of them."""
    known = said_of(snapshot)
    reasons = [absence.lacking(wanted, one) for at, one in known.items() if currency in (None, at)]
    return tuple(reasons[0]) if reasons and all(reasons) else ()


def _explained(snapshot: Snapshot, wanted: Metric, asked: Cut, limit: int) -> Explanation:
    formula = wanted.formula
    if isinstance(formula, Ratio):
        made_of = [
            _explained(snapshot, one, asked, limit) for one in (formula.numerator, formula.denominator)
        ]
        above, below = (one.value or Decimal(0) for one in made_of)
        return Explanation(wanted, evaluation.quotient(above, below), _words(asked), made_of=tuple(made_of))
    if isinstance(formula, Change):
        pair = [
            _explained(snapshot, formula.of, one, limit) for one in _now_and_before(snapshot, wanted, asked)
        ]
        of_all = {("now",): Figure(pair[0].value), ("before",): Figure(pair[1].value)}
        change = evaluation.changed(of_all["now",], of_all, ("before",))
        return Explanation(wanted, change.value, _words(asked), made_of=tuple(pair))
    return _of_lines(snapshot, wanted, formula, asked, limit)


def _of_lines(snapshot: Snapshot, wanted: Metric, formula: Part, asked: Cut, limit: int) -> Explanation:
    ledger = leaves_of(snapshot, asked, formula)
    parts = _parts(ledger)
    currencies = sorted({currency for currency, _, _ in parts})
    is_money = formula.unit == "money"
    if len(currencies) > 1 and (is_money or formula.lines.fate == "loaded"):
        raise BadQuery(
            f"These lines are in {' and '.join(map(worded, currencies))}: money of two currencies is not added.",
            f"Ask for one:  tillhouse why {wanted.name} --currency {next(c for c in currencies if c != NONE)}",
        )
    totals = parts.values()
    value = sum((one.value for one in totals), Decimal(0))
    leaves = Total(sum(one.lines for one in totals), value, sum(one.unknown for one in totals))
    source, published = _published(snapshot, formula, asked)
    if published != leaves.value:
        raise DamagedLake(
            f"{wanted.name} is {published} in {source}, but its "
            f"{number_of(leaves.lines, 'ledger line adds', 'ledger lines add')} up to"
            f" {leaves.value}.",
            "See which stored bytes changed:  tillhouse verify",
        )
    return Explanation(wanted, value, _words(asked), source, leaves, parts, _largest(snapshot, ledger, limit))


def _words(asked: Cut) -> tuple[str, ...]:
    return tuple(f"{one.column}{one.operator}{one.value or ''}" for one in asked.where)


def _now_and_before(snapshot: Snapshot, wanted: Metric, asked: Cut) -> Iterator[Cut]:
    """The part asked about, and the same in the period that the change compares it with."""
    named = [one for one in asked.where if one.operator == "=" and asked.dimension(one).is_period]
    if len(named) != 1 or not isinstance(wanted.formula, Change):
        raise BadQuery(
            f"{wanted.name} compares two periods, and {len(named) or 'none'} named.",
            f"Name one:  tillhouse why {wanted.name} --month 2011-11",
        )
    (now,) = named
    before = Spans(snapshot).earlier(asked.dimension(now), now.value, wanted.formula.back)
    yield asked
    yield replace(asked, where=tuple(replace(o, value=before) if o is now else o for o in asked.where))


def _parts(ledger: Frame) -> dict[tuple[str, str, str], Total]:
    weight = nw.col("weight")
    unknown = nw.when(weight.is_null()).then(_ONE).otherwise(_ZERO)
    words = [nw.col(name).fill_null("") for name in ("currency", "event", "line_type")]
    sums = (
        ledger.select(*words, one=_ONE, value=weight, unknown=unknown)
        .group_by("currency", "event", "line_type")
        .agg(nw.col("one").sum(), nw.col("value").sum(), nw.col("unknown").sum())
        .sort("currency", "event", "line_type")
        .collect()
    )
    return {(c, e, t): Total(lines, Decimal(value or 0), u) for c, e, t, lines, value, u in sums.iter_rows()}


def _published(snapshot: Snapshot, formula: Part, asked: Cut) -> tuple[str, Decimal]:
    """The smallest table that gives the number by a path of its own, and the number."""
    months = [one for one in asked.where if one.column == "month" and one.operator == "="]
    is_whole = formula == Sum("amount", Lines(formula.lines.fate))
    if formula.lines.fate != "loaded" and is_whole and len(months) == len(asked.where):
        frame = snapshot.frame("statement", {one.value for one in months} or None)
        fate = (nw.col("aspect") == "fate") & (nw.col("item") == formula.lines.fate)
        total = frame.filter(fate).select(nw.col("amount").sum()).collect().item()
        return "statement", Decimal(total or 0)
    found = values(snapshot, asked, [formula])[formula]
    return table_for(formula, asked), sum(found.values(), Decimal(0))


def _largest(snapshot: Snapshot, ledger: Frame, limit: int) -> tuple[Leaf, ...]:
    """The lines that weigh most, ties by position; all have a file."""
    columns = ("delivery", "line", *_LISTED)
    top = ledger.select(*columns, "line_id", "part", size=nw.col("weight").abs())
    top = top.sort("size", "line_id", "part", descending=[True, False, False], nulls_last=True).head(limit)
    rows = top.select(*columns).collect()
    names = _files(snapshot, set(rows["delivery"].to_list()))
    return tuple(
        Leaf(names[delivery], line, dict(zip(_LISTED, values, strict=True)))
        for delivery, line, *values in rows.iter_rows()
    )


def _files(snapshot: Snapshot, deliveries: Sequence[int] | set[int]) -> dict[int, str]:
    found = snapshot.frame("deliveries").filter(nw.col("delivery").is_in(sorted(deliveries)))
    return dict(found.select("delivery", "name").collect().iter_rows())


def as_day(text: str | None) -> date | None:
    """A trading day from its text; raises `BadQuery`."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise BadQuery(f"{text} is not a day.", "Write it as 2011-12-09.") from error
