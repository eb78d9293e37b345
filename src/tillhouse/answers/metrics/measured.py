"""What a metric comes to: in all, or by dimensions, with what it covers and which periods are not whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tillhouse.answers.metrics.coverage import Coverage, coverage
from tillhouse.answers.metrics.definition import Definition, as_number
from tillhouse.answers.metrics.dimensions import Dimension, dimension
from tillhouse.answers.metrics.lines import Cut, cut, lines_of, values, with_period
from tillhouse.answers.metrics.spans import Spans
from tillhouse.answers.metrics.tables import said_of
from tillhouse.answers.unnamed import unnamed
from tillhouse.errors import BadQuery
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import absence, evaluation
from tillhouse.metrics.definitions import metric
from tillhouse.metrics.evaluation import Cell, Figure
from tillhouse.metrics.formulas import Back, Change, Metric, Ratio
from tillhouse.retail.calendar import WEEKDAYS
from tillhouse.retail.currencies import NONE

if TYPE_CHECKING:
    import polars as pl

#: The periods that a period lies in whole.
WITHIN: Mapping[str, Sequence[str]] = {
    "date": ("date", "week", "month", "quarter", "year", "retail_week", "retail_period"),
    "week": ("week",),
    "month": ("month", "quarter", "year"),
    "quarter": ("quarter", "year"),
    "year": ("year",),
    "retail_week": ("retail_week", "retail_period"),
    "retail_period": ("retail_period",),
}


@dataclass(frozen=True)
class Row:
    """A metric in one cell.

    place: its dimensions by name. is_partial: a period of it, or one it is compared with, is not whole in the data;
    None where there is no period.
    """

    place: Mapping[str, Any]
    figure: Figure
    is_partial: bool | None = None

    def document(self, unit: str) -> dict[str, Any]:
        """One value for programs.

        *: text or null. A dimension by its name; always `currency`.
        value: decimal or integer or null. An integer where its unit is counted; null where it is not defined.
        numerator, denominator: decimal or null, absent. What was divided; absent where nothing was.
        is_partial: boolean, absent. Whether the period, or the one compared with, is not whole in the data.
        """
        figure = self.figure
        said: dict[str, Any] = {**self.place, "value": as_number(unit, figure.value)}
        if figure.numerator is not None or figure.denominator is not None:
            said |= {"numerator": figure.numerator, "denominator": figure.denominator}
        return said if self.is_partial is None else {**said, "is_partial": self.is_partial}


@dataclass(frozen=True)
class Answer:
    """A metric by some dimensions.

    rows: periods forward, then the largest value first. stale: analytics that dimensions were looked up in, and that
    were built from other sales or settings. absent: why feeds, or all lines of a currency, have none of it. of: values
    in all, where the rows are the first of them. where: the comparisons, as asked. names: the dimensions of a row.
    unnamed: see `tillhouse.answers.unnamed`.
    """

    metric: Metric
    release: int
    where: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    of: int
    coverage: tuple[Coverage, ...]
    stale: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def first(self, limit: int | None) -> Answer:
        """The answer with its first rows; None is all of them."""
        return self if limit is None else replace(self, rows=self.rows[:limit])

    def frame(self) -> pl.DataFrame:
        """The rows as a Polars frame: dimensions as text, figures as decimals, and ``is_partial``."""
        import polars as pl

        kinds: dict[str, Any] = dict.fromkeys(self.names, pl.String)
        kinds |= dict.fromkeys(("value", "numerator", "denominator"), pl.Decimal(38, 6))
        cells = [(*row.place.values(), *astuple(row.figure), row.is_partial) for row in self.rows]
        return pl.DataFrame(cells, {**kinds, "is_partial": pl.Boolean}, orient="row")

    def document(self) -> dict[str, Any]:
        """A metric for programs: its definition, and its values.

        ...: Definition. How the metric is defined.
        release: integer. The release that answers.
        where: list of text. The comparisons that hold for all lines, as asked.
        rows: list of Row. Values, periods forward, then the largest first.
        of: integer. Values there are, where `rows` are the first of them.
        coverage: list of Coverage. What the metric is about, of the lines asked about.
        absent: list of text. Feeds whose data has none of this money, or currencies where no line says what it needs.
        no_currency: list of text. Commands that name the currency of values in `XXX`, which is none.
        stale: list of text. Tables a dimension was looked up in that were built from other sales or settings.
        """
        return {
            **Definition(self.metric).document(),
            "release": self.release,
            "where": list(self.where),
            "rows": [row.document(self.metric.unit) for row in self.rows],
            "of": self.of,
            "coverage": [one.document() for one in self.coverage],
            "absent": list(self.absent),
            "no_currency": list(self.unnamed),
            "stale": list(self.stale),
        }


def measured(snapshot: Snapshot, name: str, by: Sequence[str] = (), where: Iterable[str] = ()) -> Answer:
    """A metric of a release by dimensions, where comparisons hold. A change is by month unless told otherwise; what
    came to something and has no line any more is down by all of it.

    Raises `UnknownName`; `BadQuery` for a comparison that cannot be read, a change over no one period, or what came
    before one where none is asked about;
    `FixTheSetup` where a dimension is looked up in an analytic that the release does not hold.
    """
    own = snapshot.catalog.own
    wanted, where = metric(name, own, snapshot.settings.own_metrics), tuple(where)
    back = wanted.formula.back if isinstance(wanted.formula, Change) else None
    if back and not any(dimension(one, own).is_period for one in by):
        by = ("month", *by)
    asked = with_period(wanted, cut(snapshot, by, where))
    spans = Spans(snapshot)
    earlier = _earlier(asked, spans, back) if back else None
    known = said_of(snapshot)
    found = absence.without_absent(wanted, _figures(snapshot, wanted, asked, earlier), known)
    lacking = absence.of_feeds(name, snapshot.release.feeds)
    if len(lacking) == len(snapshot.release.feeds):
        found = {cell: figure if figure.value else Figure(None) for cell, figure in found.items()}
    rows = []
    for cell in sorted(found, key=_order(asked, found)):
        before = earlier(cell) if earlier and found[cell].denominator is not None else None
        flags = [_is_partial(asked, spans, one) for one in (cell, before) if one is not None]
        whole = [flag for flag in flags if flag is not None]
        place = dict(zip(asked.names, cell, strict=True))
        rows.append(Row(place, found[cell], any(whole) if whole else None))
    stale = {one.table for one in asked.dimensions} & set(snapshot.stale)
    places = {row.place["currency"] for row in rows}
    shown = {currency: one for currency, one in known.items() if currency in places}
    covered, number = coverage(snapshot, wanted, asked), snapshot.release.number
    named = unnamed(snapshot) if NONE in places else ()
    return Answer(
        wanted,
        number,
        where,
        asked.names,
        tuple(rows),
        len(rows),
        covered,
        tuple(sorted(stale)),
        named,
        (*(lacking.values() or absence.of_currencies(wanted, shown)), *_unsaid(asked, rows)),
    )


def _unsaid(asked: Cut, rows: Sequence[Row]) -> Iterator[str]:
    """That no line says a dimension which is asked by."""
    for name in asked.names if rows and not asked.where else ():
        if all(row.place[name] is None for row in rows):
            yield f"No line says a {name}."


def _figures(
    snapshot: Snapshot, wanted: Metric, asked: Cut, earlier: Callable[[Cell], Cell | None] | None
) -> dict[Cell, Figure]:
    """A metric by cell; a change compares with cells of any period, whichever are asked about."""
    formula = wanted.formula
    if not isinstance(formula, Change) or earlier is None:
        return evaluation.figures(wanted, values(snapshot, asked, wanted.parts))
    now = evaluation.figures(formula.of, values(snapshot, asked, wanted.parts))
    anytime = replace(asked, where=tuple(one for one in asked.where if not asked.dimension(one).is_period))
    everything = now
    if anytime != asked:
        everything = evaluation.figures(formula.of, values(snapshot, anytime, wanted.parts))
    if not isinstance(formula.of.formula, Ratio):
        ((at, period),) = _periods(asked)
        periods = {cell[at] for cell in now} | _traded(snapshot, asked, period)
        now = dict.fromkeys(_ceased(periods, everything, earlier, at), Figure(Decimal(0))) | now
    return {cell: evaluation.changed(figure, everything, earlier(cell)) for cell, figure in now.items()}


def _traded(snapshot: Snapshot, asked: Cut, period: Dimension) -> set[str]:
    """The periods asked about in which the shop sold anything: what has ceased has no line to tell them by."""
    within = Cut((period,), tuple(one for one in asked.where if asked.dimension(one).is_period))
    found = lines_of(snapshot, "sales_bridge", within).select(period.name).unique().collect()
    return set(found[period.name].to_list())


def _ceased(
    periods: Iterable[str | None],
    everything: Mapping[Cell, Figure],
    earlier: Callable[[Cell], Cell | None],
    at: int,
) -> Iterator[Cell]:
    """Cells of the periods asked about that may have no line, but came to something in the period compared with.

    at: the place of the period in a cell.
    """
    blank = (None,) * at
    after = {before[at]: text for text in periods if (before := earlier((*blank, text))) is not None}
    for cell, figure in everything.items():
        if cell[at] in after and figure.value:
            yield (*cell[:at], after[cell[at]], *cell[at + 1 :])


def _periods(asked: Cut) -> list[tuple[int, Dimension]]:
    """The periods that cells are cut by, with their place in a cell."""
    return [(asked.names.index(one.name), one) for one in asked.by if one.is_period]


def _earlier(asked: Cut, spans: Spans, back: Back) -> Callable[[Cell], Cell | None]:
    found = _periods(asked)
    if len(found) != 1:
        names = ", ".join(one.name for _, one in found)
        raise BadQuery(f"A change is over one kind of period; these are {names}.", "Ask by one of them.")
    ((at, period),) = found
    for one in asked.where:
        if asked.dimension(one).is_period and one.column not in WITHIN[period.name]:
            raise BadQuery(
                f"A change by {period.name} cannot be cut by {one.column}: a {period.name} would not be whole.",
                f"Compare {', '.join(WITHIN[period.name])}.",
            )

    def before(cell: Cell) -> Cell | None:
        text = spans.earlier(period, cell[at], back)
        return None if text is None else (*cell[:at], text, *cell[at + 1 :])

    return before


def _is_partial(asked: Cut, spans: Spans, cell: Cell) -> bool | None:
    flags = [spans.is_partial(one, cell[at]) for at, one in _periods(asked)]
    known = [flag for flag in flags if flag is not None]
    return any(known) if known else None


def _order(asked: Cut, found: Mapping[Cell, Figure]) -> Callable[[Cell], tuple[Any, ...]]:
    """By currency; then periods forward, weekdays from Monday; then the largest value; then by name."""
    times = [(asked.names.index(one.name), one.name) for one in asked.by if one.is_time]

    def place(cell: Cell) -> tuple[Any, ...]:
        value = found[cell].value
        when = [WEEKDAYS.index(cell[at]) if name == "weekday" else str(cell[at] or "") for at, name in times]
        return (cell[0] or "", when, value is None, -(value or 0), [str(part or "") for part in cell])

    return place
