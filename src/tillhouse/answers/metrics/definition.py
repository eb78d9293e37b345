"""How metrics are defined, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tillhouse.metrics.definitions import METRICS, metric
from tillhouse.metrics.formulas import Metric
from tillhouse.settings.own import Own
from tillhouse.settings.own_files import OwnFile

#: Units whose values are whole numbers.
WHOLE = ("lines", "orders", "customers")


@dataclass(frozen=True)
class Definition:
    """One metric, as it is declared."""

    metric: Metric

    @classmethod
    def of(cls, name: str, own: Iterable[Own] = (), file: OwnFile = OwnFile()) -> Definition:
        """The definition of a metric; raises `UnknownName` with the nearest. own, file: see `metric`."""
        return cls(metric(name, own, file))

    def document(self) -> dict[str, Any]:
        """The definition for programs.

        name: text. The name to ask for.
        meaning: text. What the number says.
        unit: text. `money`, `units`, `lines`, `orders`, `customers`, `share`, or one per another.
        tax_basis: text. Whether tax is in its money; `none` where it holds no money.
        formula: text. How it is computed, in words.
        numerator, denominator: text, absent. Of a quotient, the two metrics it is made of.
        excludes: text. What a reader may expect in it and does not find.
        adds_up: text. Over which dimensions its values can be added.
        covers: text. The lines it is about, in words.
        """
        return dict(self.metric.definition())


@dataclass(frozen=True)
class Definitions:
    """All metrics."""

    metrics: tuple[Metric, ...] = METRICS

    def document(self) -> list[dict[str, Any]]:
        """A list of definitions, for programs.

        []: Definition. One metric.
        """
        return [Definition(one).document() for one in self.metrics]


def as_number(unit: str, value: Decimal | None) -> Decimal | int | None:
    """A value for programs: exact, a count without decimals."""
    return int(value) if value is not None and unit in WHOLE else value
