"""Every error Tillhouse raises, by what the reader of the message should do.

TillhouseError
├── TryAgain         nothing is wrong with the data or the set-up: wait, free space, run again
│   ├── LakeBusy             another process is writing this lake
│   ├── StorageFailed        the disk is full, read-only or failing
│   ├── ClusterFailed        Spark gave up: an executor lost too often, memory, a worker's packages
│   ├── SourceUnavailable    a source on the network does not answer, or not with what was asked for
│   └── WarehouseUnavailable a warehouse cannot be reached, is full or is in use
├── FixTheData       the input or the lake needs a decision or a repair
│   ├── UnreadableFile       not the format it claims, damaged, or past a safety limit
│   ├── UnmappedHeader       required columns are missing or named twice
│   ├── AmbiguousReading     two readings fit every value and nothing decides
│   ├── BooksDoNotClose      rows or money without a fate: nothing is published
│   ├── CheckStopped         a check with on_fail="stop" found rows: nothing is published
│   ├── StalePlan            the plan was made on another release
│   └── DamagedLake          a stored file is missing, short or unreadable
├── FixTheSetup      a name, a setting or an installation
│   ├── UnknownName          no such table, feed, command, release …
│   ├── BadSetting           a setting cannot be used
│   ├── BadQuery             a query, a filter or a target cannot be used as written
│   └── MissingExtra         an optional part is not installed
└── FixTheCode       a declaration contradicts itself; a programming error in a table or check
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Literal

#: The orders of dates that can be mistaken for each other.
Leaning = Literal["month-first", "day-first", "year-first", "croatian"]


class TillhouseError(Exception):
    """The root. ``message`` says what was found and expected, ``hint`` the exact next step."""

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class TryAgain(TillhouseError):
    """Nothing is wrong with data or set-up; the same command can succeed later."""

    exit_code = 5


class LakeBusy(TryAgain):
    """Another process is writing this lake."""


class StorageFailed(TryAgain):
    """The disk is full, read-only or failing; nothing was published."""


class WarehouseUnavailable(TryAgain):
    """A warehouse cannot be reached, has no place for another connection, or something else holds its tables."""


class SourceUnavailable(TryAgain):
    """A source on the network does not answer in time, or not with what was asked for."""


class ClusterFailed(TryAgain):
    """Spark gave up on a query; nothing was published."""


class FixTheData(TillhouseError):
    """The input or the lake needs a decision or a repair."""

    exit_code = 3


class UnreadableFile(FixTheData):
    """The file is not what it claims to be, is damaged, or passes a safety limit."""


class UnmappedHeader(FixTheData):
    """Required columns are missing from a header, or one is named twice."""


class AmbiguousReading(FixTheData):
    """Two readings fit all that is known and nothing decides between them. files: paths of those it is about.

    is_open: every date that fits one reading fits the other as well, so that other files may decide.
    leans: where no value decides the order of dates, the one that everything else speaks for.
    is_newer: the files hold every order of earlier ones, so that they are those, exported again.
    """

    files: tuple[str, ...] = ()
    is_open = False
    leans: Leaning | None = None
    is_newer = False


class BooksDoNotClose(FixTheData):
    """Rows or money would be left without a fate; nothing was published."""


class CheckStopped(FixTheData):
    """A check declared ``on_fail="stop"`` found rows that break it; nothing was published."""


class StalePlan(FixTheData):
    """A plan was made on a release that is no longer the published one."""


class DamagedLake(FixTheData):
    """A stored file is missing, short or unreadable."""


class FixTheSetup(TillhouseError):
    """A name, a setting or an installation needs changing."""

    exit_code = 4


#: Of more names than these, such as those of products, the first are told.
_NAMED = 100


class UnknownName(FixTheSetup):
    """Nothing is known by this name."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches

        names = sorted(known)
        close = get_close_matches(name, names, n=1, cutoff=0.5)
        some = [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
        hint = f"Did you mean {close[0]}?" if close else f"Known: {', '.join(some) or 'none yet'}."
        super().__init__(f"No {kind} is named {name}.", hint)


class BadSetting(FixTheSetup):
    """A setting has a value that cannot be used."""


class BadQuery(FixTheSetup):
    """A query, a filter or a target cannot be used as written."""


class MissingExtra(FixTheSetup):
    """An optional part of Tillhouse is not installed."""

    def __init__(self, what: str, extra: str, modules: Iterable[str]) -> None:
        lacking = ", ".join(modules)
        super().__init__(
            f"{what} needs what is not installed: {lacking}.", f"Install it:  {installing(extra)}"
        )


#: What each extra of `pyproject.toml` installs, by the names it is imported under.
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "analytics": ("numpy", "scipy", "sklearn"),
    "avro": ("fastavro",),
    "dbt": ("ibis", "pyarrow", "sqlglot", "yaml"),
    "duckdb": ("pyarrow",),
    "excel": ("python_calamine", "xlsxwriter"),
    "pandas": ("pandas", "pyarrow"),
    "postgres": ("alembic", "psycopg", "sqlalchemy"),
    "rest": ("urllib3",),
    "s3": ("obstore",),
    "spark": ("grpc", "grpc_status", "pandas", "py4j", "pyarrow", "pyspark", "zstandard"),
    "zstd": ("zstandard",),
}


def installing(extra: str) -> str:
    """The command that installs an extra. Spark takes jars and Java too; a checkout sets up all of it at once."""
    return f"pip install 'tillhouse[{extra}]'" + (
        "  (in a checkout:  make spark)" if extra == "spark" else ""
    )


def missing(extra: str) -> tuple[str, ...]:
    """What Python cannot find of an extra, by the names it is imported under."""
    return tuple(module for module in EXTRAS[extra] if not is_there(module))


def require(extra: str, what: str, *modules: str) -> None:
    """Raise `MissingExtra` where modules of an extra, all or these, are not installed. what: what needs them."""
    if lacking := [module for module in missing(extra) if not modules or module in modules]:
        raise MissingExtra(what, extra, lacking)


def is_there(module: str) -> bool:
    """Whether Python can find a module; it is not imported."""
    try:
        return find_spec(module) is not None
    except ImportError:
        return False


class FixTheCode(TillhouseError):
    """A declaration contradicts itself: a programming error in a table, a check or a source."""

    exit_code = 70


def of_import(error: ImportError) -> FixTheSetup | None:
    """What is to be installed where another's module cannot be imported; None where the module is ours."""
    module = (error.name or "").partition(".")[0]
    extra = next((extra for extra, modules in EXTRAS.items() if module in modules), None)
    if module == "tillhouse":
        return None
    if extra and isinstance(error, ModuleNotFoundError):
        return MissingExtra("This command", extra, [module])
    again = f"tillhouse[{extra}]" if extra else "tillhouse"
    return FixTheSetup(
        f"A package of another maker cannot be imported: {error}.",
        f"Install it again:  pip install --force-reinstall '{again}'",
    )


def unforeseen(error: BaseException) -> tuple[str, str]:
    """What is said of an error that is none of ours, and the next step."""
    text = f"{type(error).__name__}: {str(error).strip() or 'no message'}"
    return text, "This is an error in Tillhouse. TILLHOUSE_DEBUG=1 shows where; please report it with that."
