"""Connections to PostgreSQL: no state of a session, so that a pooler in transaction mode may stand between."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from tillhouse.errors import BadSetting, FixTheData, TillhouseError, WarehouseUnavailable, require
from tillhouse.settings.redaction import quoting, redacted

if TYPE_CHECKING:
    import psycopg

_T = TypeVar("_T")
Connection = Any  # psycopg.Connection, which --help need not import
#: Held by the one loader of a warehouse to the end of its transaction; a pooler keeps that on one connection.
LOADER = 0x7111_805E
TRIES = 5
#: Longer than PostgreSQL looks for deadlocks it would be the reader that is sent away.
LOCK_MS = 700
_WAIT = "Wait, then run the same command again."
#: SQLSTATE classes and codes of what passes by itself: lost connections, deadlock, no lock, no place, shutting down.
_PASSING = ("08", "40001", "40P01", "53300", "55P03", "57014", "57P01", "57P02", "57P03")
#: A value that PostgreSQL cannot store, such as text with a zero byte; or one that a key or a condition refuses.
_DATA = ("22", "23")
#: A password in an address with a mark that ends it too soon, so that the driver would take the rest for a host.
_MISREAD = re.compile(r"(?s)://[^:@/]*:(.*[@/\s].*)@")
#: A port, a database and parameters; one may hold an ``@``.
_QUERY = re.compile(r"\d*(/[^@?]*)?\?\w+=")
#: What a server says before it gives a code, and what does not pass by itself.
_FINAL = (
    "authentication failed",
    "does not exist",
    "no password supplied",
    "no pg_hba.conf entry",
    "not permitted to log in",
    "translate host name",
    "resolve host",
    "certificate",
    "does not support ssl",
    "invalid",
    "missing",
)


@contextmanager
def connected(url: str, *, autocommit: bool = False) -> Iterator[Connection]:
    """A connection, closed at the end; what was not committed is rolled back. Raises `WarehouseUnavailable`,
    `BadSetting`.
    """
    psycopg = _psycopg()
    given = _parsed(url)
    try:
        usual = {"connect_timeout": "10", "application_name": "tillhouse", "client_encoding": "UTF8"}
        connection = psycopg.connect(**{**usual, **given}, autocommit=autocommit, prepare_threshold=None)
    except psycopg.Error as error:
        raise told(error, url) from error
    try:
        yield connection
    finally:
        connection.close()


def _parsed(url: str) -> dict[str, Any]:
    """The parts of an address. What cannot be read may be a piece of the password, so it is not repeated."""
    psycopg = _psycopg()
    try:
        given: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        given = {}
    port = str(given.get("port") or "")
    pieces = _MISREAD.search(url)
    if (
        not given
        or (port and not port.replace(",", "").isdigit())
        or (pieces and not _QUERY.match(pieces[1]))
    ):
        raise BadSetting(
            f"The address of the warehouse cannot be read: {redacted(url)}",
            "In the password and the user, write what is neither a letter nor a digit as % and two hex digits, "
            "such as %40 for @ and %25 for %, or give the password in PGPASSWORD.",
        ) from None
    return given


def _psycopg() -> Any:
    require("postgres", "A PostgreSQL warehouse")
    import psycopg
    import psycopg.conninfo

    return psycopg


def retried(url: str, once: Callable[[], _T]) -> _T:
    """What ``once`` gives; called again, a few times and ever later, when what failed passes by itself."""
    psycopg = _psycopg()
    for attempt in range(1, TRIES + 1):
        try:
            return once()
        except (psycopg.Error, WarehouseUnavailable) as error:
            if attempt == TRIES or not passing(error):
                raise told(error, url) from error
        pause(attempt)
    raise AssertionError("the last try returns or raises")


def pause(attempt: int) -> None:
    """Wait longer with each attempt, by an amount that differs between loaders that were stopped together."""
    apart = (time.monotonic_ns() // 1000) % 1000 / 1000
    time.sleep(min(0.1 * 2**attempt, 3.0) * (0.5 + apart))


def passing(error: BaseException) -> bool:
    """Whether the same can succeed later with nothing changed."""
    if isinstance(error, WarehouseUnavailable):
        return True
    code = getattr(error, "sqlstate", None)
    if code:
        return str(code).startswith(_PASSING)
    text = str(error).lower()
    lost = type(error).__name__ in {"OperationalError", "ConnectionTimeout", "InterfaceError"}
    return lost and not any(words in text for words in _FINAL)


def told(error: BaseException, url: str) -> TillhouseError:
    """An error of the driver as one of ours, without the password."""
    if isinstance(error, TillhouseError):
        return error
    text = quoting(str(error), url).strip()
    first = next((line for line in text.splitlines() if line.strip()), type(error).__name__)
    where = f"The warehouse {redacted(url)}"
    if passing(error):
        return WarehouseUnavailable(f"{where} cannot be used now: {first}", _WAIT)
    code = getattr(error, "sqlstate", None) or ""
    if code.startswith(_DATA):
        return FixTheData(
            f"{where} cannot hold a value of the release: {first}", "The warehouse is as it was."
        )
    return BadSetting(f"{where} refuses: {first}", _hint(code, text))


def _hint(code: str, text: str) -> str:
    if code == "42501" or "permission denied" in text:
        return "docs/guides/warehouse.md says what the loading user must be allowed to do."
    if code == "2BP01":
        return "Something of yours reads a table that is made again: drop it, load, and make it again."
    return "Check the address: TILLHOUSE_WAREHOUSE_URL, or url under [warehouse] in tillhouse.toml."


def begin(connection: psycopg.Connection[Any]) -> None:
    """Settings of one transaction that loads, and the loader's place in it. Raises `WarehouseUnavailable`."""
    connection.execute(
        f"SET LOCAL lock_timeout = '{LOCK_MS}ms'; SET LOCAL statement_timeout = 0;"
        "SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL maintenance_work_mem = '128MB';"
        "SET LOCAL client_min_messages = warning; SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD';"
        "SET LOCAL search_path = pg_catalog"
    )
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOADER,)).fetchone()
    if not (row and row[0]):
        raise WarehouseUnavailable("Another process is loading this warehouse.", _WAIT)
