"""``tillhouse metrics``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    pass

_WORDS = {
    "unit": "Unit",
    "tax_basis": "Tax",
    "formula": "Formula",
    "excludes": "Left out",
    "adds_up": "Adds up",
    "covers": "Covers",
}


@click.command()
@click.argument("name", required=False)
@with_session
def command(session: Session, name: str | None) -> None:
    """List the metrics, or say how one is defined.

    Each is defined once; `metric`, `why`, the table `kpis` and the documentation read the same definition. Behind any
    name may stand ``_month_over_month`` or ``_year_over_year``.

    \b
    Example:
      tillhouse metrics
      tillhouse metrics repeat_rate
      tillhouse metrics orders_year_over_year --json
    """
    from tillhouse.answers.metrics.definition import Definition
    from tillhouse.answers.metrics.dimensions import DIMENSIONS, own_dimensions

    own = session.catalog.own
    if name is not None:
        found = Definition.of(name, own, session.settings.own_metrics)
        said = found.document()
        session.out.document(found)
        session.out.text(f"{said['name']}: {said['meaning']}", "")
        session.out.table(("", ""), [(word, said[key]) for key, word in _WORDS.items()])
        session.out.next(f"metric {name} --by month", f"why {name}")
        return
    list_metrics(session)
    names = [one.name for one in (*DIMENSIONS, *own_dimensions(own))]
    session.out.text("", f"By any of: {', '.join(names)}.")
    session.out.next("metrics repeat_rate", "metric revenue --by month", "why revenue")


def list_metrics(session: Session) -> None:
    """All metrics, with unit and meaning."""
    from tillhouse.answers.metrics.definition import Definitions
    from tillhouse.metrics.definitions import all_metrics

    out = session.out
    found = Definitions(all_metrics(session.settings.own_metrics, session.catalog.own))
    out.document(found)
    rows = [(one.name, one.unit, one.meaning) for one in found.metrics]
    out.table(("metric", "unit", "meaning"), rows)
