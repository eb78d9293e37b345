"""How a bucket is reached: address and credentials from the environment, bounded retries, and its errors as ours.

The same words go to both libraries that speak to it, obstore for files and delta-rs for commits. Keys that stand in
the environment are read there by the libraries; what is read here, from a profile, is never shown.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tillhouse.errors import BadSetting, StorageFailed, TillhouseError, require

SCHEME = "s3://"
_TRIES = 4
_SECONDS = 20
_DENIED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}
#: Where credentials are asked for when none are given: the answer of a machine that is not in the cloud.
_NO_KEYS = re.compile(r"169\.254\.169\.254|fd00:ec2::254|security-credentials")
_HOW = (
    "Set AWS_ENDPOINT_URL, AWS_REGION and credentials as docs/guides/object-stores.md says; "
    "look with:  tillhouse doctor"
)


@dataclass(frozen=True)
class Bucket:
    """A bucket, and the folder in it (``prefix``) that holds one lake."""

    name: str
    prefix: str

    @staticmethod
    def of(url: str) -> Bucket:
        """The bucket of ``s3://bucket/prefix``. Raises `BadSetting` for anything else."""
        name, _, prefix = url.removeprefix(SCHEME).partition("/")
        if not url.startswith(SCHEME) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]", name):
            raise BadSetting(f"store is {url!r}.", "It must be s3://BUCKET/PREFIX, or empty for this disk.")
        return Bucket(name, prefix.strip("/"))

    def url(self, key: str) -> str:
        """The full name of something in it."""
        return SCHEME + "/".join(part for part in (self.name, self.prefix, key) if part)

    @property
    def client(self) -> Any:
        """obstore's client of this prefix. Raises `MissingExtra`, `BadSetting`."""
        return _client(self.name, self.prefix)


def library() -> Any:
    """obstore, imported now. Raises `MissingExtra`."""
    require("s3", "A lake in a bucket")
    import obstore

    return obstore


@cache
def _client(name: str, prefix: str) -> Any:
    library()
    from obstore.store import S3Store

    client = {"connect_timeout": "5s", "timeout": "60s", "allow_http": str(_plain_http()).lower()}
    retries = {
        "max_retries": _TRIES - 1,
        "retry_timeout": timedelta(seconds=_SECONDS),
        "backoff": {
            "init_backoff": timedelta(milliseconds=100),
            "max_backoff": timedelta(seconds=2),
            "base": 2,
        },
    }
    with guarded(f"opening the bucket {name}"):
        return S3Store(
            name, prefix=prefix or None, config=_given(), client_options=client, retry_config=retries
        )


def options() -> dict[str, str]:
    """The same for delta-rs. A commit is a put that is refused where the name is taken."""
    return {
        **{f"aws_{name}": value for name, value in _given().items()},
        "aws_conditional_put": "etag",
        "aws_s3_allow_unsafe_rename": "false",
        "allow_http": str(_plain_http()).lower(),
        "connect_timeout": "5s",
        "timeout": "60s",
        "max_retries": str(_TRIES - 1),
        "retry_timeout": f"{_SECONDS}s",
    }


def _given() -> dict[str, str]:
    """Region and address, and the keys of a profile where the environment has none."""
    saved = {} if os.environ.get("AWS_ACCESS_KEY_ID") else dict(_profile(os.environ.get("AWS_PROFILE", "")))
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or saved.get("region")
    endpoint = _endpoint() or saved.get("endpoint_url", "")
    given = {"region": region or "us-east-1", "conditional_put": "etag"}
    given |= {"endpoint": endpoint} if endpoint else {}
    for ours, theirs in (
        ("access_key_id", "aws_access_key_id"),
        ("secret_access_key", "aws_secret_access_key"),
        ("session_token", "aws_session_token"),
    ):
        given |= {ours: saved[theirs]} if theirs in saved else {}
    return given


def _endpoint() -> str:
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    return next((value for name in names if (value := os.environ.get(name))), "")


def _plain_http() -> bool:
    allowed = os.environ.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true"}
    if _endpoint().startswith("http://") and not allowed:
        raise BadSetting(
            f"The endpoint {_endpoint()} is not encrypted.", "Use https, or set AWS_ALLOW_HTTP=true."
        )
    return allowed


def _profile(name: str) -> Mapping[str, str]:
    """What the files of the AWS command line say of a profile; raises `BadSetting` when it holds no keys."""
    if not name:
        return {}
    home = Path.home() / ".aws"
    files = (
        os.environ.get("AWS_CONFIG_FILE") or home / "config",
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or home / "credentials",
    )
    found: dict[str, str] = {}
    for file in files:
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(file)
        for section in (f"profile {name}", name):
            found |= dict(parser[section]) if parser.has_section(section) else {}
    if "aws_access_key_id" not in found:
        raise BadSetting(
            f"The profile {name} holds no keys that can be read here.",
            f'Put them into the environment:  eval "$(aws configure export-credentials --profile {name} --format env)"',
        )
    return found


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Turn an error of a bucket into one of ours; a missing object stays `FileNotFoundError`."""
    try:
        yield
    except TillhouseError:
        raise
    except Exception as error:
        if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
            raise
        if type(error).__module__.startswith("obstore") or isinstance(error, OSError):
            raise explained(doing, error) from error
        raise


def explained(doing: str, error: BaseException) -> TillhouseError:
    """What a library says of a bucket, as an error that says what to do. Only the code of the answer is repeated."""
    text = str(error)
    code = found[1] if (found := re.search(r"<Code>(\w+)</Code>", text)) else ""
    if code == "NoSuchBucket":
        name = named[1] if (named := re.search(r"<BucketName>([^<]+)", text)) else "named in store"
        return BadSetting(
            f"The bucket {name} does not exist{_there()}.", f"Create it, or change store. {_HOW}"
        )
    if _NO_KEYS.search(text):
        return BadSetting("No credentials for the bucket were found.", _HOW)
    status = found[1] if (found := re.search(r"status code: (\d+)", text)) else ""
    if code in _DENIED or status in {"401", "403"} or type(error).__name__ in _DENIALS:
        return BadSetting(
            f"The bucket denies access{_there()} while {doing}: {code or status or 'denied'}.", _HOW
        )
    said = (
        code
        or status
        or (unreached[0] if (unreached := re.search(r"error sending request|timed out", text)) else "")
    )
    reason = said or next(iter(text.splitlines()), type(error).__name__)
    return StorageFailed(
        f"The object store{_there()} failed while {doing}: {reason} (tried up to {_TRIES} times).",
        "The last release stands. When it can be reached, run the same command again.",
    )


_DENIALS = {"PermissionDeniedError", "UnauthenticatedError"}


def failed_at_store(error: BaseException) -> bool:
    """Whether the text of a library's error speaks of the store, rather than of what is stored."""
    text = str(error)
    return any(
        word in text for word in ("S3 error", "error sending request", "status code:", "<Code>", "timed out")
    )


def _there() -> str:
    return f" at {_endpoint()}" if _endpoint() else ""
