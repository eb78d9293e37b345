"""Advice on a warehouse: what a kind finds in its own statistics, if it keeps any."""

from __future__ import annotations

from dataclasses import dataclass

from tillhouse.warehouses._place import Place


@dataclass(frozen=True)
class Finding:
    """Something that could be better. kind: a word or two; what: what was seen; do: a statement or a step, or empty."""

    kind: str
    what: str
    do: str = ""


def advised(place: Place) -> list[Finding]:
    """What would make questions to a warehouse faster, worst first."""
    from tillhouse.warehouses._loading import kind_of

    module = kind_of(place)
    findings = getattr(module, "findings", None)
    if findings is None:
        return [Finding("statistics", f"{place.to} keeps none of the queries it was asked.")]
    return [Finding(*words) for words in findings(place.url)]
