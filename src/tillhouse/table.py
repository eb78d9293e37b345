"""Everything stored is a table. A table is one file; the file says what a row means, what it reads, what must
hold, and how it is built.

    @table(key=("line_id",), by="month", columns={...}, checks=[...])
    def fact_sales(ledger: Frame, customer_versions: Frame) -> Frame:
        \"\"\"One row per …\"\"\"

The parameters of the function are the lineage; nothing else declares inputs.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tillhouse.checks import Check
from tillhouse.errors import FixTheCode
from tillhouse.frame import Frame

#: The types a published column may have, and the only ones: the same on every engine and in every file.
TYPES = ("text", "integer", "boolean", "date", "datetime", "price", "money", "total", "share")
Classification = Literal["public", "internal", "personal"]
Writer = Literal["body", "intake"]


@dataclass(frozen=True)
class Column:
    """A declared column.

    type: one of `TYPES`: ``price`` and ``money`` are decimal(18,6), ``total`` is decimal(38,6), ``share`` is
        decimal(9,6), ``datetime`` is the store's local time in microseconds, ``integer`` is 64 bits.
    provenance: says where a row came from, not what happened; left out of content fingerprints.
    """

    type: str
    meaning: str
    classification: Classification = "internal"
    provenance: bool = False

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise FixTheCode(f"{self.type} is not a column type; the types are {', '.join(TYPES)}.")


@dataclass(frozen=True)
class Table:
    """A declared table. ``body`` is a pure function of its inputs; ``by="month"`` names the unit of rebuilding.

    history: inputs of which the body needs all months up to the ones it builds, not those alone.
    money: the column that carries the row's money, for checks and statements.
    written_by: ``intake`` for what arrives from outside; ``body`` for everything computed.
    """

    name: str
    layer: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    body: Callable[..., Frame]
    owner: str
    by: Literal["month"] | None = None
    checks: Sequence[Check] = ()
    history: frozenset[str] = frozenset()
    money: str | None = None
    written_by: Writer = "body"
    inputs: tuple[str, ...] = ()
    per_feed: bool = False
    definition: str = field(default="", compare=False)

    @property
    def grain(self) -> str:
        """What one row is, in a sentence: the first line of the docstring."""
        return (inspect.getdoc(self.body) or "").split("\n\n", 1)[0].replace("\n", " ")

    @property
    def content(self) -> tuple[str, ...]:
        """The columns that say what happened; provenance left out."""
        return tuple(name for name, column in self.columns.items() if not column.provenance)


def table(
    *,
    key: tuple[str, ...],
    columns: Mapping[str, Column],
    owner: str,
    by: Literal["month"] | None = None,
    checks: Sequence[Check] = (),
    history: Sequence[str] = (),
    money: str | None = None,
    written_by: Writer = "body",
) -> Callable[[Callable[..., Frame]], Table]:
    """Declare the decorated function as a table of the same name; its parameters are what it reads.

    A parameter named ``feed`` is not a table: the body is then called once per feed, with its `Feed`.
    """

    def declare(body: Callable[..., Frame]) -> Table:
        source = Path(inspect.getfile(body))
        parameters = tuple(inspect.signature(body).parameters)
        return Table(
            name=body.__name__,
            layer=source.parent.name,
            key=key,
            columns=columns,
            body=body,
            owner=owner,
            by=by,
            checks=tuple(checks),
            history=frozenset(history),
            money=money,
            written_by=written_by,
            inputs=tuple(name for name in parameters if name != "feed"),
            per_feed="feed" in parameters,
            definition=hashlib.sha256(source.read_bytes()).hexdigest()[:16],
        )

    return declare
