"""Which failures pass by themselves, and that no message shows a password."""

from __future__ import annotations

import psycopg
import pytest

from tillhouse.errors import BadSetting, WarehouseUnavailable
from tillhouse.warehouses._postgres.connection import _parsed, connected, passing, told

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


@pytest.mark.parametrize("password", ["s3%zzcret", "s3 cret", "hunter@s3cret", "a/s3cret"])
def test_a_password_that_is_not_encoded_is_refused_and_not_repeated(password: str) -> None:
    with (
        pytest.raises(BadSetting, match="cannot be read") as raised,
        connected(f"postgresql://shop:{password}@db/shop"),
    ):
        pass
    assert not any(piece in str(raised.value) for piece in (password, "s3", "hunter", "cret"))
    assert "%40 for @" in str(raised.value)


@pytest.mark.parametrize("text", ["password='s3cret", "s3cret", "host=db port=s3cret"])
def test_a_connection_string_that_cannot_be_read_is_not_repeated(text: str) -> None:
    with pytest.raises(BadSetting, match="cannot be read") as raised, connected(text):
        pass
    assert raised.value.__cause__ is None
    if "port" not in text and text != "s3cret":
        assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["postgresql://h%40x:a%20b@127.0.0.1:1/shop", "postgresql://127.0.0.1:1/shop?user=a@b"]
)
def test_an_encoded_password_and_a_parameter_with_an_at_sign_are_read(url: str) -> None:
    with pytest.raises(WarehouseUnavailable), connected(url):
        pass


@pytest.mark.parametrize("password", ["a?s3cret", "s3cret#", "a:s3cret", "a%40b"])
def test_marks_that_end_nothing_may_stand_in_a_password(password: str) -> None:
    given = _parsed(f"postgresql://shop:{password}@db/shop")
    assert (given["host"], given["password"]) == ("db", password.replace("%40", "@"))
