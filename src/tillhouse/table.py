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
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from tillhouse.checks import Check
from tillhouse.definition import installed
from tillhouse.errors import FixTheCode
from tillhouse.frame import Frame
from tillhouse.settings.settings import FIGURED

#: The types a published column may have, and the only ones: the same on every engine and in every file.
TYPES = (
    "text",
    "integer",
    "boolean",
    "date",
    "datetime",
    "quantity",
    "price",
    "money",
    "total",
    "share",
    "number",
)
#: Parameters of a body that are not tables.
SETTINGS = ("feed", *FIGURED)
Classification = Literal["public", "internal", "personal"]
Writer = Literal["body", "intake"]
#: What lines an analytic is about; `tillhouse.tables.marts.coverage` counts them.
Scope = Literal["all", "products", "product_sales", "baskets", "customers"]


@dataclass(frozen=True)
class Column:
    """A declared column.

    type: one of `TYPES`: ``quantity``, ``price`` and ``money`` are decimal(18,6), ``total``, a sum of them, is
        decimal(38,6), ``share`` is decimal(9,6), ``number`` is what a model estimates, rounded to decimal(18,6),
        ``datetime`` is the store's local time in microseconds, ``integer`` is 64 bits.
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

    past: inputs whose earlier months the body needs too, before the ones it builds.
    follows: for an input that is not by month, the input by month and the column that say where its rows matter: a
        month is rebuilt only if a row changed whose value stands in that month.
    money: the column that carries the row's money, for checks and statements.
    written_by: ``intake`` for what arrives from outside; ``body`` for everything computed.
    computed_from: of a table whose rows are computed in Python, the columns that each of its columns is computed from,
        and by ``*`` those that decide about all of them; names are separated by spaces.
    scope: of an analytic, the lines it is about. Analytics are built after a release, as a release of their own.
    extra: what has to be installed to build it; empty for the base install.
    source: the file that declares it. beside: what a lake adds to its columns and code, empty for nothing.
    """

    name: str
    layer: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    body: Callable[..., Frame]
    owner: str
    by: Literal["month"] | None = None
    checks: Sequence[Check] = ()
    past: frozenset[str] = frozenset()
    follows: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    money: str | None = None
    written_by: Writer = "body"
    computed_from: Mapping[str, str] = field(default_factory=dict)
    scope: Scope | None = None
    extra: str = ""
    inputs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    source: Path = field(default=Path(), compare=False)
    beside: str = ""

    @property
    def definition(self) -> str:
        """The identity of the code that makes its rows, see `tillhouse.definition`."""
        return self.of_lake(installed().identity(self.source))

    def of_lake(self, identity: str) -> str:
        """The identity of its code with what a lake adds to it."""
        return (
            hashlib.sha256(f"{identity} {self.beside}".encode()).hexdigest()[:16] if self.beside else identity
        )

    @property
    def checked_by(self) -> str:
        """The identity of the checks it is held to: which they are, what follows from each, and their code."""
        said = [(check.name, check.on_fail) for check in self.checks]
        return hashlib.sha256(f"{said} {installed().of_checks() if said else ''}".encode()).hexdigest()[:16]

    @property
    def grain(self) -> str:
        """What one row is, in a sentence: the first line of the docstring."""
        return (inspect.getdoc(self.body) or "").split("\n\n", 1)[0].replace("\n", " ")

    @property
    def is_analytic(self) -> bool:
        """Whether it is built after a release, by ``tillhouse analyse``."""
        return self.scope is not None

    @property
    def types(self) -> dict[str, str]:
        """The declared type of each column."""
        return {name: column.type for name, column in self.columns.items()}

    @property
    def shape(self) -> str:
        """What tells these columns and types from others; digests of rows do not know what columns are called."""
        return hashlib.sha256(repr(self.types).encode()).hexdigest()[:16]

    def only(self, names: Collection[str]) -> Table:
        """The table with those of its columns alone."""
        return replace(self, columns={name: self.columns[name] for name in self.columns if name in names})

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
    money: str | None = None,
    written_by: Writer = "body",
    scope: Scope | None = None,
    extra: str = "",
    follows: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    computed_from: Mapping[str, str] = MappingProxyType({}),
) -> Callable[[Callable[..., Frame]], Table]:
    """Declare the decorated function as a table of the same name; its parameters are what it reads.

    A parameter ``past_x`` is the table x for all months before the ones being built. ``feed`` is not a table: the
    body is then called once per feed, with its `Feed`. ``calendar`` is the shop's `Calendar`, ``customers`` its
    `Customers`, ``products`` its `Products`, ``rates`` its `Rates`; a table is built again when what it asks for
    changes.
    """

    def declare(body: Callable[..., Frame]) -> Table:
        source = Path(inspect.getfile(body))
        parameters = tuple(inspect.signature(body).parameters)
        read = [name for name in parameters if name not in SETTINGS]
        return Table(
            name=body.__name__,
            layer=source.parent.name,
            key=key,
            columns=columns,
            body=body,
            owner=owner,
            by=by,
            checks=tuple(checks),
            past=frozenset(name.removeprefix("past_") for name in read if name.startswith("past_")),
            money=money,
            follows=follows,
            computed_from=computed_from,
            written_by=written_by,
            scope=scope,
            extra=extra,
            inputs=tuple(name for name in read if not name.startswith("past_")),
            parameters=parameters,
            source=source,
        )

    return declare
