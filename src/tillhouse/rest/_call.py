"""One call over the network: bounded in time from the connection to the last byte, and in what it may bring."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry, make_headers, parse_url

#: Bytes of an answer, unpacked.
LARGEST = 5_000_000
_PIECE = 65_536


@dataclass(frozen=True)
class Reply:
    """What a source answered. retry_after: seconds for which it asks to be left alone, None where it does not say."""

    status: int
    body: bytes
    etag: str
    retry_after: float | None


class TooLarge(Exception):
    """The answer is larger than any that is believed."""


def called(address: str, headers: Mapping[str, str], seconds: float) -> Reply:
    """Ask an address, without following where else it points.

    Raises `TimeoutError` when it is not done after that many seconds, `TooLarge`, and what urllib3 and sockets raise.
    """
    url = parse_url(address)
    ends = time.monotonic() + seconds
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind((url.host or "").strip("[]"), url.port, timeout=seconds)
    asked = {**make_headers(accept_encoding="gzip", basic_auth=url.auth), **headers}
    try:
        connection.connect()
        with _cut_off(connection.sock, ends - time.monotonic()):
            connection.request("GET", url.request_uri, headers=asked, preload_content=False)
            answer = connection.getresponse()
            return Reply(answer.status, _body(answer), answer.headers.get("ETag", ""), _retry_after(answer))
    finally:
        connection.close()


def _body(answer: HTTPResponse) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise TooLarge
    return b"".join(pieces)


def _retry_after(answer: HTTPResponse) -> float | None:
    with suppress(InvalidHeader, ValueError):
        return Retry(0).get_retry_after(answer)
    return None


@contextmanager
def _cut_off(connected: socket.socket, seconds: float) -> Iterator[None]:
    """Break a connection when its time is up: a timeout of sockets begins again with every byte.

    Raises `TimeoutError` then, whatever the broken connection raised.
    """
    same = socket.socket(fileno=os.dup(connected.fileno()))
    late = Event()

    def cut() -> None:
        late.set()
        with suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(seconds, 0.001), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
        timer.join()
        same.close()
    if late.is_set():
        raise TimeoutError
