"""A source on this machine that answers as it is told: well, badly, slowly, without end, or not at all."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Say = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; what is said to it is what the source was told."""

    server: Listening
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.source.asked.append((self.path, dict(self.headers)))
        self.close_connection = True
        try:
            self.server.source.next_for(self.path)(self)
        except OSError:
            return  # the other side has hung up

    def log_message(self, *_: Any) -> None: ...

    def answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Listening(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    source: Source


@dataclass
class Source:
    """A running source. asked: path and headers of each call. script: what to say by path; the last one stays."""

    address: str
    script: dict[str, list[Say]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def next_for(self, path: str) -> Say:
        script = self.script.get(path) or self.script.get("*") or [status(404)]
        return script.pop(0) if len(script) > 1 else script[0]

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def running() -> Iterator[Source]:
    """A source, listening on a free port of this machine."""
    _packed()  # not while somebody waits for it
    server = Listening(("127.0.0.1", 0), Handler)
    server.source = Source(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.source
    finally:
        server.source.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def ok(value: Any, **headers: str) -> Say:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda call: call.answer(
        200, body, {name.replace("_", "-"): text for name, text in headers.items()}
    )


def status(code: int, **headers: str) -> Say:
    return lambda call: call.answer(code, b"{}", {name.replace("_", "-"): v for name, v in headers.items()})


def silent(call: Handler) -> None:
    """Takes the question and says nothing."""
    call.server.source.over.wait(5)


def hangs_up(call: Handler) -> None:
    """Closes without a word."""


def breaks_off(call: Handler) -> None:
    """Says half of what it promised."""
    call.answer(200, b'{"rates": {"USD"', {"Content-Length": "60"})


def drips(call: Handler) -> None:
    """A byte now and then, for longer than anybody waits, from the first byte on."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b" " * 1000:
        call.wfile.write(bytes([byte]))
        call.wfile.flush()
        if call.server.source.over.wait(0.02):
            return


def drips_its_body(call: Handler) -> None:
    """A quick head, and a body without end."""
    call.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not call.server.source.over.wait(0.02):
        call.wfile.write(b" ")
        call.wfile.flush()


def endless(call: Handler) -> None:
    """As fast as it can, for ever."""
    call.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        call.wfile.write(b" " * 100_000)


def bomb(call: Handler) -> None:
    """A few kilobytes that unpack to a hundred megabytes."""
    call.answer(200, _packed(), {"Content-Encoding": "gzip"})


@cache
def _packed() -> bytes:
    return gzip.compress(b" " * 100_000_000, 1)
