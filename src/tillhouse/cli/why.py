"""``tillhouse why``."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

import click

from tillhouse.answers.document import exact
from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._metrics import cell, worded
from tillhouse.cli._output import count, units
from tillhouse.cli._session import Session, with_session
from tillhouse.cli._unnamed import say_unnamed
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.answers.metrics.explanation import Explanation

#: Units that have one leaf each: the first line by which they are counted.
_COUNTED = ("orders", "customers")
_LINES = ("file", "line", "invoice", "code", "description", "quantity", "price", "amount")


@click.command()
@click.argument("metric", required=False)
@click.option("--month", metavar="YYYY-MM", help="Only this month.")
@click.option("--day", metavar="YYYY-MM-DD", help="Only this trading day.")
@click.option("--country", metavar="NAME", help="Only this country, by any of its names or codes.")
@click.option(
    "--event", metavar="NAME", help="Only sale, cancellation, return, write_off, free or adjustment."
)
@click.option("--line-type", metavar="NAME", help="Only product, postage, discount, manual, fee, …")
@click.option("--currency", metavar="CODE", help="Only this currency.")
@click.option(
    "--where",
    multiple=True,
    metavar="DIM=VALUE",
    help="Only such lines, by any dimension of `metric`. Repeat: all must hold.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=10, show_default=True, metavar="N", help="List N lines."
)
@of_release
@with_session
def command(
    session: Session,
    metric: str | None,
    month: str | None,
    day: str | None,
    country: str | None,
    event: str | None,
    line_type: str | None,
    currency: str | None,
    where: tuple[str, ...],
    limit: int,
    number: int | None,
    as_of: str | None,
) -> None:
    """From a number to the lines it is made of, each with its file and line.

    Without METRIC the metrics are listed. A sum is over all its lines; --limit only shortens the list, which begins
    with the largest. A count has one line for each order or customer: the first by which it is counted. A quotient and
    a change lead to the two numbers they are made of, each with its lines. JSON: ``value``, ``rows``, ``leaves_sum``,
    ``lines`` with ``file`` and ``line``; ``made_of`` with two such answers.

    \b
    Example:
      tillhouse why net_sales
      tillhouse why cancellations --month 2011-11 --limit 3
      tillhouse why average_order_value --where quarter=2011-Q4 --limit 2
      tillhouse why quarantined --json
    """
    if metric is None:
        _list(session)
        return
    from tillhouse.answers.metrics.provenance import Slice, as_day, explained

    snapshot = snapshot_of(session, number, as_of)
    part = Slice(month, as_day(day), country, event, line_type, currency, where)
    found = explained(snapshot, metric, part, limit)
    session.out.document(found)
    if session.out.is_json:
        return
    _print(session, found, snapshot.release.number)
    say_unnamed(session.out, found.unnamed)
    options = [f"--{name.replace('_', '-')} {quote(value)}" for name, value in part.chosen.items()]
    options += [f"--where {quote(text)}" for text in where]
    session.out.next("statement", *_deeper(found, options))


def _list(session: Session) -> None:
    from tillhouse.cli.metrics import list_metrics

    list_metrics(session)
    session.out.next("why net_sales", "metrics net_sales", "statement")


def _print(session: Session, found: Explanation, release: int) -> None:
    out, unit = session.out, found.metric.unit
    where = "".join(f" · {text}" for text in found.where)
    out.text(
        f"{found.metric.name}{where}   {'–' if found.absent else worded(unit, found.value)}   (release {release})"
    )
    out.text(f"  {found.metric.meaning} Left out: {found.metric.excludes}", "")
    if found.absent:
        out.text(f"No value: {', '.join(found.absent)}.")
        return
    if found.made_of:
        out.text(f"It is {found.metric.formula.words}.", "")
        for place, one in enumerate(found.made_of):
            out.text(*([""] if place else []))
            _print(session, one, release)
        return
    _print_parts(session, found)
    _print_lines(session, found)


def _print_parts(session: Session, found: Explanation) -> None:
    out, unit = session.out, found.metric.unit
    several = len({currency for currency, _, _ in found.parts}) > 1
    rows = [
        (
            *((key[0],) if several else ()),
            key[1] or "unknown",
            key[2] or "unknown",
            part.lines,
            cell(unit, part.value),
        )
        for key, part in found.parts.items()
    ]
    headers = (*(("currency",) if several else ()), "event", "line type", "lines", unit)
    out.table(headers, rows, ("l" if several else "") + "llrr")
    if found.leaves.unknown:
        name = found.metric.name
        what = f"no {name} that anybody says" if name in {"tax", "discounts"} else "money that cannot be read"
        out.text(f"{number_of(found.leaves.unknown, 'line has', 'lines have')} {what}, which adds nothing.")
    lines, first = found.leaves.lines, unit in _COUNTED
    what = either(lines, "first line", "first lines, one each,") if first else either(lines, "line")
    total = exact(found.leaves.value) if unit == "money" else worded(unit, found.leaves.value)
    out.text(
        "", f"The {count(lines)} {what} {either(lines, 'adds', 'add')} up to {total}, as {found.source} says."
    )


def _print_lines(session: Session, found: Explanation) -> None:
    rows = []
    for leaf in found.listed:
        values = leaf.values
        price = "" if values["unit_price"] is None else exact(values["unit_price"])
        quantity = "" if values["quantity"] is None else units(values["quantity"])
        text = (values["description"] or "")[:32]
        rows.append(
            (
                leaf.file,
                str(leaf.line),
                *(values["invoice_no"], values["stock_code"], text),
                *(quantity, price, values["amount"]),
            )
        )
    if rows:
        some = "The first:" if found.metric.unit in _COUNTED else "The largest:"
        session.out.text("", some if len(rows) < found.leaves.lines else "All of them:")
        session.out.table(_LINES, rows, "lrlllrrr")


def _deeper(found: Explanation, options: list[str]) -> list[str]:
    """One step further: the event that weighs most."""
    if any(one.startswith("--event") for one in options) or not found.parts:
        return ["why"]
    event = max(found.parts, key=lambda key: abs(found.parts[key].value))[1]
    return [" ".join(["why", found.metric.name, *options, f"--event {event}"])] if event else ["why"]
