"""Diagrams of the tables, drawn from the catalog as Mermaid, and the pages that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tillhouse.catalog import LAYERS, catalog
from tillhouse.table import Table

_PLACE = re.compile(
    r"(<!-- Diagram of (\w+); written by docs/generate\.py -->\n)```mermaid\n(?:.*\n)*?```$", re.M
)


def drawn(page: str) -> str:
    """A page with each of its diagrams as the catalog says now."""
    return _PLACE.sub(lambda place: f"{place[1]}```mermaid\n{_DIAGRAMS[place[2]]()}\n```", page)


def _books() -> str:
    """The tables that every run builds."""
    return mermaid({name: table.inputs for name, table in _tables(analytics=False).items()}, layers=True)


def _analytics() -> str:
    """The analytics, and those tables of a run that they read."""
    analytics = _tables(analytics=True)
    read = {name for table in analytics.values() for name in table.inputs} - analytics.keys()
    return mermaid(dict.fromkeys(sorted(read), ()) | {name: t.inputs for name, t in analytics.items()})


_DIAGRAMS = {"books": _books, "analytics": _analytics}


def _tables(*, analytics: bool) -> dict[str, Table]:
    return {name: table for name, table in catalog().tables.items() if (table.scope is not None) is analytics}


def mermaid(inputs: Mapping[str, Iterable[str]], *, layers: bool = False) -> str:
    """Tables and what they read, from left to right; an arrow is left out where a longer way says the same."""
    direct = {name: _direct(name, inputs) for name in inputs}
    lines = [f"    {read} --> {name}" for name, reads in direct.items() for read in reads]
    return "\n".join(["flowchart LR", *(_boxes(inputs) if layers else []), *lines])


def _boxes(names: Iterable[str]) -> list[str]:
    of = {layer: [name for name in names if catalog()[name].layer == layer] for layer in LAYERS}
    boxes = (
        [f"    subgraph {layer}", *(f"        {n}" for n in inside), "    end"]
        for layer, inside in of.items()
    )
    return [line for box in boxes if len(box) > 2 for line in box]


def _direct(name: str, inputs: Mapping[str, Iterable[str]]) -> list[str]:
    """What a table reads, without what is read on the way to another of its inputs."""
    reads = list(inputs[name])
    return [one for one in reads if not any(one in _upstream(other, inputs) for other in reads)]


def _upstream(name: str, inputs: Mapping[str, Iterable[str]]) -> set[str]:
    return {far for near in inputs.get(name, ()) for far in ({near} | _upstream(near, inputs))}
