"""The server of tests refuses a put as S3 does: of many that create one name at once, one succeeds."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlparse

import pytest

from tests.buckets import Bucket, bucket, puts_as_moto_makes_them, s3, slow_to_write

__all__ = ["bucket", "s3"]
WRITERS, NAMES = 6, 5
_SIGNED = (
    "AWS4-HMAC-SHA256 Credential=KEY/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
)


def puts_at_once(bucket: Bucket, key: str) -> Counter[int]:
    """The answers to many puts of one name that must not exist, sent at the same moment."""
    start, answers = threading.Barrier(WRITERS), Counter[int]()

    def create(n: int) -> None:
        place = urlparse(bucket.address)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
        connection.connect()
        start.wait()
        headers = {"If-None-Match": "*", "Authorization": _SIGNED}
        connection.request("PUT", f"/{bucket.name}/{key}", body=str(n), headers=headers)
        answers[connection.getresponse().status] += 1
        connection.close()

    threads = [threading.Thread(target=create, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("pause", [nullcontext, slow_to_write], ids=["as it is", "slow to write"])
def test_one_of_many_puts_succeeds(bucket: Bucket, pause: type[AbstractContextManager[None]]) -> None:
    with pause():
        found = [puts_at_once(bucket, str(n)) for n in range(NAMES)]
    assert found == [Counter({200: 1, 412: WRITERS - 1})] * NAMES


def test_without_the_lock_several_succeed(bucket: Bucket) -> None:
    """The control: moto by itself, slow between looking and writing, lets a later put overwrite an earlier one."""
    with puts_as_moto_makes_them(), slow_to_write():
        assert puts_at_once(bucket, "x")[200] > 1
