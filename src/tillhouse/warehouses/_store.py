"""What all warehouses offer to those that load and check them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from tillhouse import folder
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl

_T = TypeVar("_T")
#: A table and a month of it; tables that are not copied by month have one partition, ``""``.
PartitionName = tuple[str, str]


@dataclass(frozen=True)
class Stamp:
    """What tells one content of a partition from another: equal stamps, equal rows."""

    rows: int
    mark: str


@dataclass(frozen=True)
class Held:
    """What a warehouse records of the release it holds. as_of: when that was published; moments are UTC, ISO 8601.

    lake: what `Releases.origin` says of the lake; empty where it is not known.
    """

    release: int
    as_of: str
    loaded_at: str
    partitions: Mapping[PartitionName, Stamp] = field(default_factory=dict)
    lake: str = ""


def held_of(row: Sequence[Any], partitions: Iterable[tuple[str, str, int, str]]) -> Held:
    """The record from its rows; one that an earlier version made does not name the lake."""
    release, as_of, loaded_at, *lake = row
    stamps = {(name, month): Stamp(rows, mark) for name, month, rows, mark in partitions}
    return Held(release, as_of, loaded_at, stamps, (lake[0] if lake else "") or "")


class Store(Protocol):
    """One warehouse within one transaction."""

    #: Sentences for the person who loads, such as what this user may not do.
    notes: list[str]

    def held(self) -> Held | None:
        """The record of what is loaded; None in an empty warehouse."""

    def prepare(self, tables: Sequence[Table], exact: bool) -> set[str]:
        """Make every table as declared; the names of those that hold nothing now, being new or made again.

        exact: every line's amount is its quantity times its unit price, to the millionth.
        """

    def clear(self, table: Table) -> None:
        """Remove every row of a table, those that no load put there included."""

    def replace(self, table: Table, month: str, encoded: Any) -> None:
        """Make one partition consist of these rows; None: of none."""

    def record(self, held: Held) -> None:
        """Record what is loaded now; the last step."""

    def months(self, table: Table) -> set[str]:
        """The months of the rows of a table, whoever put them there."""

    def rows(self, table: Table, months: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of some months of a table, or all; read back in its declared columns and types."""


@dataclass(frozen=True)
class Finding:
    """Something that could be better. kind: a word or two; what: what was seen; do: a statement or a step, or empty."""

    kind: str
    what: str
    do: str = ""


@dataclass(frozen=True)
class Advice:
    """What would make questions to a warehouse faster."""

    findings: tuple[Finding, ...]

    def document(self) -> dict[str, Any]:
        """Advice on a warehouse, for programs.

        findings: list. What could be better.
        findings[].kind: text. What it is, in a word or two.
        findings[].what: text. What was seen.
        findings[].do: text. A statement or a step; may be empty.
        """
        return {"findings": [asdict(one) for one in self.findings]}


class Kind(Protocol):
    """A file of this folder; mypy holds each to it, by the last lines of the file.

    IS_FILE: whether the warehouse is a file, and its address a path. SCHEMES: what an address may begin with besides
    the name of the kind.
    """

    IS_FILE: bool
    SCHEMES: tuple[str, ...]

    def encoded(self, table: Table, rows: pl.DataFrame) -> Any:
        """Rows as `Store.replace` takes them."""

    def written(self, url: str, work: Callable[[Store], _T]) -> _T:
        """Run ``work`` in one transaction: all it does is kept, or nothing."""

    def read(self, url: str, work: Callable[[Store], _T]) -> _T:
        """Run ``work`` on one consistent state, without writing."""

    def findings(self, url: str) -> list[Finding] | None:
        """What would make questions faster, worst first; None where no statistics are kept."""


def kind_of(name: str) -> Kind:
    """The kind of a name. Raises `UnknownName`."""
    return cast(Kind, folder.entry("tillhouse.warehouses", name))
