"""A local S3 server, and lakes whose tables and releases are in its buckets.

The server is moto's, in a thread of this process. By itself moto looks whether a name is taken and then writes, and a
thread for each request does both: under load two puts with If-None-Match can both succeed, which S3 excludes. So a
lock makes the two steps one here, for every test. `tests/test_buckets.py` shows that the lock is needed and that it
suffices. S3Proxy 3.1 and S3Mock 4.7 have the same gap, wider: of eight puts at once, two or more often succeed there.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest

from tests.crash.deliveries import FEED
from tillhouse.settings.settings import Settings

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIATHEOWNERSKEY",
    "AWS_SECRET_ACCESS_KEY": "the-owners-secret",
    "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}


@dataclass(frozen=True)
class Bucket:
    """A bucket of the server that nobody else uses."""

    name: str
    address: str

    @property
    def url(self) -> str:
        """The setting ``store`` of a lake in it."""
        return f"s3://{self.name}/shops/one"

    def settings(self, root: Path) -> Settings:
        """Those of a machine with this local root."""
        return Settings(root, feeds={FEED.name: FEED}, store=self.url)

    def copy(self) -> Bucket:
        """Another bucket with the same objects."""
        made = new_bucket(self.address)
        for key in self.names():
            _backend().put_object(made.name, key, _backend().get_object(self.name, key).value)
        return made

    def names(self) -> list[str]:
        """The names of all objects."""
        return sorted(one for one in _backend().buckets[self.name].keys)


def _backend():  # type: ignore[no-untyped-def]
    from moto.s3.models import s3_backends

    return s3_backends["123456789012"]["aws"]


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a local S3 server."""
    pytest.importorskip("obstore", reason="pip install 'tillhouse[s3]'")
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    with puts_one_by_one():
        yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@contextmanager
def puts_one_by_one() -> Iterator[None]:
    """The server's puts as those of S3: whether the name is taken and the writing are one step."""
    from moto.s3.responses import S3Response

    lock, put = threading.Lock(), S3Response.put_object

    @wraps(put)
    def alone(response: S3Response) -> object:
        with lock:
            return put(response)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(S3Response, "put_object", alone)
        yield


@contextmanager
def puts_as_moto_makes_them() -> Iterator[None]:
    """The control: without the lock."""
    from moto.s3.responses import S3Response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(S3Response, "put_object", unwrap(S3Response.put_object))
        yield


@contextmanager
def slow_to_write(seconds: float = 0.02) -> Iterator[None]:
    """The server pauses after it has looked whether a name is taken, as it does by chance on a busy machine."""
    from moto.s3.models import S3Backend

    look = S3Backend.get_object

    def pausing(backend: S3Backend, *asked: Any, **named: Any) -> Any:
        found = look(backend, *asked, **named)
        time.sleep(seconds)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(S3Backend, "get_object", pausing)
        yield


@contextmanager
def answers_lost(word: str) -> Iterator[list[str]]:
    """The server makes each put of a new name with this word in it, and answers with an error; the names, in order."""
    from moto.s3.responses import S3Response

    put, lost = S3Response.put_object, list[str]()

    def unanswered(response: S3Response) -> Any:
        answer, name = put(response), response.parse_key_name()
        if word not in name or name in lost:
            return answer
        lost.append(name)
        return 500, {}, "<Error><Code>InternalError</Code></Error>"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(S3Response, "put_object", unanswered)
        yield lost


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket, and the environment that reaches it, also in processes the test starts."""
    reach(monkeypatch, s3)
    return new_bucket(s3)


def reach(patch: pytest.MonkeyPatch, address: str) -> None:
    """Set the environment that reaches the server."""
    for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": address}.items():
        patch.setenv(name, value)


def forget_clients() -> None:
    """Clients are kept for a process; after this they are made again, in the environment there is then."""
    from tillhouse.storage import bucket, objects

    bucket._client.cache_clear()
    objects._refuses_second_put.cache_clear()


def new_bucket(address: str) -> Bucket:
    """An empty bucket."""
    made = Bucket(f"lake-{uuid.uuid4().hex[:12]}", address)
    _backend().create_bucket(made.name, "us-east-1")
    return made


def touched(bucket: Bucket, key: str, *, content: bytes | None = None, at: datetime | None = None) -> int:
    """Change an object behind everybody's back, its content or its time; returns its size before."""
    found = _backend().buckets[bucket.name].keys[key]
    size = int(found.size)
    if content is not None:
        found.value = content
    if at is not None:
        found.last_modified = at.replace(tzinfo=None)
    return size
