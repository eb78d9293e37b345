"""A client of one source, against a source on this machine that does what sources do."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tests.rest import source as says
from tests.rest.source import Say, Source, ok, status
from tillhouse.errors import BadSetting, SourceUnavailable
from tillhouse.rest import client as module
from tillhouse.rest.client import FAILURES, REST, Client

GOOD = {"value": 1}


@pytest.fixture
def source() -> Iterator[Source]:
    with says.running() as running:
        yield running


class Patience:
    """Waits that take no time, written down; and a clock that they move."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def patience() -> Patience:
    return Patience()


@pytest.fixture
def client(tmp_path: Path, patience: Patience) -> Client:
    return Client(tmp_path / "kept", 0.4, 4, 1.0, patience.sleep, lambda: patience.now)


def get(client: Client, source: Source, path: str = "/day", **how: Any) -> Any:
    return client.get(f"{source.address}{path}", json.loads, **how)


def test_an_answer_is_read(client: Client, source: Source) -> None:
    source.script["/day?base=GBP"] = [ok(GOOD)]
    assert get(client, source, "/day?base=GBP") == GOOD


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (status(500), r"its server failed \(500\)"),
        (status(503), r"its server failed \(503\)"),
        (says.silent, "it took longer than 0.4 s"),
        (says.drips, "it took longer than 0.4 s"),
        (says.drips_its_body, "it took longer than 0.4 s"),
        (says.hangs_up, "the connection failed"),
        (says.breaks_off, "the connection failed"),
        (ok(b'{"value": '), "its answer is not what was asked for"),
        (ok(b"\xff\xfe"), "its answer is not what was asked for"),
        (ok(b"[" * 100_000), "its answer is not what was asked for"),
        (ok(b"not packed", Content_Encoding="gzip"), "its answer cannot be unpacked"),
        (says.endless, "its answer has more than 5,000,000 bytes"),
        (says.bomb, "its answer has more than 5,000,000 bytes"),
    ],
)
def test_what_fails_is_tried_again_after_longer_and_longer_waits_and_recovers(
    client: Client, source: Source, patience: Patience, failure: Say, said: str
) -> None:
    source.script = {"/recovers": [failure, ok(GOOD)], "/stays": [failure]}
    assert get(client, source, "/recovers") == GOOD
    assert patience.waits == [1.0]
    patience.waits.clear()
    with pytest.raises(SourceUnavailable, match=said):
        get(client, source, "/stays")
    assert patience.waits == [1.0, 2.0, 4.0]
    assert len(source.paths) == 6


def test_a_source_says_when_to_come_back(client: Client, source: Source, patience: Patience) -> None:
    source.script["/day"] = [status(429, Retry_After="7"), status(503, Retry_After="3"), ok(GOOD)]
    assert get(client, source) == GOOD
    assert patience.waits == [7.0, 3.0]


def test_when_to_come_back_may_be_a_moment(client: Client, source: Source, patience: Patience) -> None:
    source.script["/day"] = [status(503, Retry_After=formatdate(time.time() + 30, usegmt=True)), ok(GOOD)]
    assert get(client, source) == GOOD
    assert 25 < patience.waits[0] <= 30


def test_a_source_that_wants_to_be_left_alone_for_long_is(
    client: Client, source: Source, patience: Patience
) -> None:
    source.script["/day"] = [status(429, Retry_After="3600")]
    with pytest.raises(SourceUnavailable, match="asked too often"):
        get(client, source)
    assert (patience.waits, len(source.paths)) == ([], 1)


def test_what_is_not_there_is_no_failure(client: Client, source: Source, patience: Patience) -> None:
    source.script["/day"] = [status(404)]
    assert [get(client, source) for _ in range(20)] == [None] * 20
    assert not client.breaker.is_open
    assert (patience.waits, len(source.paths)) == ([], 20)


@pytest.mark.parametrize("code", [400, 401, 403, 301, 307, 204])
def test_a_question_that_is_refused_is_not_asked_again(client: Client, source: Source, code: int) -> None:
    source.script["/day"] = [status(code, Location="http://127.0.0.1:1/elsewhere")]
    for _ in range(FAILURES + 1):
        with pytest.raises(BadSetting, match=rf"refuses the question \({code}\)"):
            get(client, source)
    assert len(source.paths) == FAILURES + 1
    assert not client.breaker.is_open


def test_a_source_that_is_down_is_left_alone_and_asked_once_later(
    client: Client, source: Source, patience: Patience
) -> None:
    source.script["*"] = [status(500)]
    for number in range(4):
        with pytest.raises(SourceUnavailable):
            get(client, source, f"/{number}")
    assert client.breaker.is_open
    assert len(source.paths) == FAILURES, "no call once it is open"
    patience.now += REST
    source.script["*"] = [ok(GOOD)]
    assert get(client, source, "/later") == GOOD
    assert not client.breaker.is_open


def test_a_source_that_answers_rubbish_is_left_alone_too(client: Client, source: Source) -> None:
    def read(text: str) -> Any:
        raise ValueError(text)

    source.script["*"] = [ok(GOOD)]
    for number in range(4):
        with pytest.raises(SourceUnavailable):
            client.get(f"{source.address}/{number}", read)
    assert client.breaker.is_open
    assert len(source.paths) == FAILURES


def test_the_callers_faults_open_nothing_between_failures(client: Client, source: Source) -> None:
    """A breaker that counts 404 as a failure would be open; one that forgets failures at 404 is right: it answered."""
    source.script["*"] = [status(404)]
    for _ in range(3 * FAILURES):
        client.breaker.failed()
        assert get(client, source) is None
    assert not client.breaker.is_open


def test_what_lasts_is_asked_for_once(client: Client, source: Source) -> None:
    source.script["/day"] = [ok(GOOD), status(500)]
    assert [get(client, source, lasting=True) for _ in range(3)] == [GOOD] * 3
    assert len(source.paths) == 1


def test_what_has_a_name_is_compared(client: Client, source: Source) -> None:
    source.script["/day"] = [ok(GOOD, ETag='"v1"'), status(304), ok({"value": 2}, ETag='"v2"'), status(304)]
    assert [get(client, source)["value"] for _ in range(4)] == [1, 1, 2, 2]
    assert [headers.get("If-None-Match") for _, headers in source.asked] == [None, '"v1"', '"v1"', '"v2"']


def test_what_is_wrong_is_not_kept(client: Client, source: Source) -> None:
    source.script["/day"] = [ok(b"{"), ok(GOOD)]
    assert get(client, source, lasting=True) == GOOD
    assert get(client, source, lasting=True) == GOOD
    assert len(source.paths) == 2


def test_what_is_wrong_is_not_compared(client: Client, source: Source) -> None:
    source.script["/day"] = [*[ok(b"{", ETag='"v1"')] * 4, ok(GOOD)]
    with pytest.raises(SourceUnavailable):
        get(client, source)
    assert get(client, source) == GOOD
    assert [headers.get("If-None-Match") for _, headers in source.asked] == [None] * 5


def test_what_is_kept_may_be_damaged_or_deleted(client: Client, source: Source, tmp_path: Path) -> None:
    source.script["/day"] = [ok(GOOD)]
    get(client, source, lasting=True)
    (kept,) = (tmp_path / "kept").iterdir()
    for damage in ("{", '{"body": "{"}', "[]", '{"other": 1}'):
        kept.write_text(damage)
        assert get(client, source, lasting=True) == GOOD
    assert len(source.paths) == 5


def test_no_key_is_stored_or_said(client: Client, source: Source, tmp_path: Path) -> None:
    source.script = {"/s3cret/day?app_id=s3cret": [ok(GOOD)], "*": [status(500)]}
    get(client, source, "/s3cret/day?app_id=s3cret", lasting=True)
    assert all("s3cret" not in f"{path} {path.read_text()}" for path in (tmp_path / "kept").iterdir())
    with pytest.raises(SourceUnavailable) as failed:
        get(client, source, "/s3cret/other?app_id=s3cret")
    assert "s3cret" not in str(failed.value)
    with pytest.raises(SourceUnavailable) as unreachable:
        client.get("http://me:s3cret@127.0.0.1:1/s3cret", json.loads)
    assert "s3cret" not in str(unreachable.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://rates.example.org/day",
        "ftp://127.0.0.1/day",
        "file:///etc/passwd",
        "rates.example.org",
        "https://",
        "http://[::1",
    ],
)
def test_an_address_that_may_not_be_called_is_refused(client: Client, address: str) -> None:
    with pytest.raises(BadSetting, match="address of the source"):
        client.get(address, json.loads)


def test_credentials_of_an_address_go_into_the_head(client: Client, source: Source) -> None:
    source.script["/day"] = [ok(GOOD)]
    client.get(source.address.replace("//", "//me:s3cret@") + "/day", json.loads)
    assert source.asked[0][1]["authorization"] == "Basic bWU6czNjcmV0"


def test_a_certificate_that_nobody_vouches_for_is_refused(client: Client, tmp_path: Path) -> None:
    with _speaking_tls(tmp_path) as port, pytest.raises(SourceUnavailable, match="certificate or encryption"):
        client.get(f"https://127.0.0.1:{port}/day", json.loads)


def test_nothing_is_left_running(client: Client, source: Source) -> None:
    before = threading.active_count()
    source.script["/day"] = [ok(GOOD)]
    for _ in range(20):
        get(client, source)
    assert threading.active_count() <= before + 2  # the source may not have ended its last call yet


def test_a_breaker_that_never_opens_would_be_seen(
    client: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.Breaker, "is_open", property(lambda self: False))
    source.script["*"] = [status(500)]
    for number in range(4):
        with pytest.raises(SourceUnavailable):
            get(client, source, f"/{number}")
    assert len(source.paths) > FAILURES


def _speaking_tls(folder: Path) -> Any:
    """A source whose certificate ended long ago and is signed by itself."""
    import ssl
    from contextlib import contextmanager

    @contextmanager
    def listening() -> Iterator[int]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder))
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.05)
            over = threading.Event()

            def serve() -> None:
                while not over.is_set():
                    try:
                        with server.accept()[0] as connected:
                            connected.settimeout(1)
                            context.wrap_socket(connected, server_side=True).close()
                    except OSError:
                        continue

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            yield server.getsockname()[1]
            over.set()
            thread.join()

    return listening()


def _certificate(folder: Path) -> Path:
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2011, 1, 1))
        .not_valid_after(datetime(2012, 1, 1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
