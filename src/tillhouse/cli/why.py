"""``tillhouse why``."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._choosing import of_release, reader_of
from tillhouse.cli._output import count, exact, money
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.answers.leaves import Explanation, Sum
    from tillhouse.reader import Reader

_LINES = ("file", "line", "invoice", "code", "description", "quantity", "price", "amount")


@click.command()
@click.argument("metric", required=False)
@click.option("--month", metavar="YYYY-MM", help="Only this month.")
@click.option("--day", metavar="YYYY-MM-DD", help="Only this trading day.")
@click.option("--country", metavar="NAME", help="Only this country, as received.")
@click.option(
    "--event", metavar="NAME", help="Only sale, cancellation, return, write_off, free or adjustment."
)
@click.option("--line-type", metavar="NAME", help="Only product, postage, discount, manual, fee, …")
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
    limit: int,
    number: int | None,
    as_of: str | None,
) -> None:
    """From a number to the lines it is the sum of, each with its file and line.

    Without METRIC the metrics are listed. The sum is over all lines; --limit only shortens the list, which begins with
    the largest. JSON: ``value``, ``rows``, ``leaves_sum``, ``lines`` with ``file`` and ``line``.

    \b
    Example:
      tillhouse why net_sales
      tillhouse why cancellations --month 2011-11 --limit 3
      tillhouse why quarantined --json
    """
    if metric is None:
        _list(session)
        return
    from tillhouse.answers.leaves import Slice, as_day, explained

    reader = reader_of(session, number, as_of)
    part = Slice(month, as_day(day), country, event, line_type)
    found = explained(reader, metric, part, limit)
    given = {"month": month, "day": day, "country": country, "event": event, "line_type": line_type}
    chosen = {name: value for name, value in given.items() if value is not None}
    session.out.json(_json(found, reader, chosen))
    if not session.out.is_json:
        _print(session, found, reader, chosen)


def _list(session: Session) -> None:
    from tillhouse.answers.metrics import METRICS

    session.out.json(
        [{"name": m.name, "meaning": m.meaning, "unit": m.unit, "excludes": m.excludes} for m in METRICS]
    )
    session.out.table(("metric", "unit", "meaning"), [(m.name, m.unit, m.meaning) for m in METRICS])
    session.out.next("why net_sales", "statement")


def _value(found: Explanation, value: Any) -> str:
    from tillhouse.answers.leaves import as_number

    number = as_number(found.metric, value)
    return count(number) if isinstance(number, int) else money(number)


def _json(found: Explanation, reader: Reader, chosen: dict[str, str]) -> dict[str, Any]:
    from tillhouse.answers.leaves import as_number

    def part(key: tuple[str, str, str], total: Sum) -> dict[str, Any]:
        words = dict(zip(("currency", "event", "line_type"), key, strict=True))
        return {**words, "rows": total.lines, "value": as_number(found.metric, total.value)}

    return {
        "metric": found.metric.name,
        "meaning": found.metric.meaning,
        "unit": found.metric.unit,
        "excludes": found.metric.excludes,
        "release": reader.release.number,
        "where": chosen,
        "value": as_number(found.metric, found.value),
        "source": found.source,
        "rows": found.leaves.lines,
        "unknown": found.leaves.unknown,
        "leaves_sum": as_number(found.metric, found.leaves.value),
        "parts": [part(key, total) for key, total in found.parts.items()],
        "lines": [{"file": leaf.file, "line": leaf.line, **leaf.values} for leaf in found.listed],
    }


def _print(session: Session, found: Explanation, reader: Reader, chosen: dict[str, str]) -> None:
    out, words = session.out, "".join(f" · {value}" for value in chosen.values())
    out.text(f"{found.metric.name}{words}   {_value(found, found.value)}   (release {reader.release.number})")
    out.text(f"  {found.metric.meaning} Left out: {found.metric.excludes}", "")
    several = len({currency for currency, _, _ in found.parts}) > 1
    rows = [
        (
            *((key[0],) if several else ()),
            key[1] or "unknown",
            key[2] or "unknown",
            part.lines,
            _value(found, part.value),
        )
        for key, part in found.parts.items()
    ]
    out.table(
        (*(("currency",) if several else ()), "event", "line type", "lines", found.metric.unit),
        rows,
        ("l" if several else "") + "llrr",
    )
    if several:
        out.text("Amounts of several currencies are added as they are; nothing is converted.")
    if found.leaves.unknown:
        out.text(f"{count(found.leaves.unknown)} lines have money that cannot be read; they add nothing.")
    out.text(
        "",
        f"The {count(found.leaves.lines)} lines add up to {exact(found.leaves.value)}, as {found.source} says.",
    )
    _print_lines(session, found)
    out.next("statement", *_deeper(found, chosen))


def _print_lines(session: Session, found: Explanation) -> None:
    rows = []
    for leaf in found.listed:
        values = leaf.values
        price = "" if values["unit_price"] is None else exact(values["unit_price"])
        text = (values["description"] or "")[:32]
        rows.append(
            (
                leaf.file,
                str(leaf.line),
                *(values["invoice_no"], values["stock_code"], text),
                *(values["quantity"], price, values["amount"]),
            )
        )
    if rows:
        session.out.text("", "The largest:" if len(rows) < found.leaves.lines else "All of them:")
        session.out.table(_LINES, rows, "lrlllrrr")


def _deeper(found: Explanation, chosen: dict[str, str]) -> list[str]:
    if "event" in chosen or not found.parts:
        return ["why"]
    largest = max(found.parts, key=lambda key: abs(found.parts[key].value))
    given = " ".join(f"--{name.replace('_', '-')} {quote(value)}" for name, value in chosen.items())
    return (
        [f"why {found.metric.name} {given} --event {largest[1]}".replace("  ", " ")]
        if largest[1]
        else ["why"]
    )
