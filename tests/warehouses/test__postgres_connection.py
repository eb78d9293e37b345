"""Which failures pass by themselves, and that no message shows a password."""

from __future__ import annotations

import psycopg
import pytest

from tillhouse.errors import BadSetting, WarehouseUnavailable
from tillhouse.warehouses._postgres_connection import connected, passing, told

URL = "postgresql://shop:s3cret@127.0.0.1:1/shop"


@pytest.mark.parametrize(
    "text",
    [
        "connection refused",
        "FATAL:  the database system is starting up",
        "FATAL:  the database system is not yet accepting connections",
        "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
        "server closed the connection unexpectedly",
        "query_wait_timeout",
    ],
)
def test_a_server_that_is_away_comes_back(text: str) -> None:
    assert passing(psycopg.OperationalError(text))


@pytest.mark.parametrize(
    "text",
    [
        'FATAL:  password authentication failed for user "shop"',
        'FATAL:  database "shop" does not exist',
        "could not translate host name to address",
    ],
)
def test_a_wrong_address_does_not_pass(text: str) -> None:
    error = psycopg.OperationalError(text)
    assert not passing(error)
    assert isinstance(told(error, URL), BadSetting)


@pytest.mark.parametrize("kind", [psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable])
def test_locks_pass(kind: type[psycopg.Error]) -> None:
    assert isinstance(told(kind("held"), URL), WarehouseUnavailable)


def test_what_the_data_or_a_right_forbids_does_not_pass() -> None:
    assert not passing(psycopg.errors.CheckViolation("amount"))
    assert not passing(psycopg.errors.InsufficientPrivilege("denied"))


@pytest.mark.parametrize(
    "url", [URL, "host=127.0.0.1 port=1 user=shop password=s3cret dbname=shop", "s3cret://x:s3cret@y"]
)
def test_no_message_shows_a_password(url: str) -> None:
    with pytest.raises((WarehouseUnavailable, BadSetting)) as raised, connected(url):
        pass
    said = (
        f"{raised.value} {raised.value.__cause__}" if not url.startswith("s3cret") else raised.value.message
    )
    assert ":s3cret" not in said
    assert "password=s3cret" not in said
