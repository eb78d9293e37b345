"""A client of one source on the network: patient with it, and for no longer than allowed.

* A call that fails is tried again after 1, 2, 4, … times the wait, or when the source says by Retry-After.
* A source that fails again and again is left alone for a while (`_breaker.py`).
* What was answered for good is asked for once, and what has a name (ETag) is only compared (`_kept.py`).
* A call is bounded in time and size (`_call.py`), and is made to the host that was named and to no other.

No error quotes an address: it may hold a key.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from urllib3.exceptions import DecodeError, HTTPError, LocationParseError
from urllib3.util import parse_url

from tillhouse.errors import BadSetting, SourceUnavailable
from tillhouse.rest._breaker import Breaker
from tillhouse.rest._call import LARGEST, Reply, TooLarge, called
from tillhouse.rest._kept import Answer, Kept

#: Failures in a row after which a source is left alone, and for how many seconds.
FAILURES, REST = 5, 30.0
#: Seconds for which a source may ask to be left alone; for longer it counts as down.
LONGEST_WAIT = 60.0
_HERE = {"localhost", "127.0.0.1", "[::1]"}
_T = TypeVar("_T")


class _Failed(Exception):
    """A try that failed. is_theirs: whether it says that the source is down. after: seconds it asks to wait."""

    def __init__(self, reason: str, *, is_theirs: bool = True, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.is_theirs, self.after = reason, is_theirs, after


class Client:
    """Asks one source.

    kept: a folder for answers. timeout: seconds of one call. tries: calls for one address. wait: seconds before the
    second try; each further wait is twice as long.
    """

    def __init__(
        self,
        kept: Path,
        timeout: float = 10.0,
        tries: int = 4,
        wait: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kept = Kept(kept)
        self._timeout, self._tries, self._wait, self._sleep = timeout, tries, wait, sleep
        self.breaker = Breaker(FAILURES, REST, clock)

    def get(self, address: str, read: Callable[[str], _T], *, lasting: bool = False) -> _T | None:
        """What the answer says, None where the source has nothing there (404).

        read: makes something of the text of an answer, and raises `ValueError` where it cannot; that is a failure of
        the source. lasting: the answer never changes, so that one which is kept is as good.
        Raises `SourceUnavailable` when all tries failed, `BadSetting` when the source refuses the question.
        """
        host = _host(address)
        kept = self._kept.of(address)
        if kept and lasting:
            with suppress(ValueError):
                return read(kept.body)
        reason = "it failed before, and is left alone for a while"
        for number in range(self._tries):
            if self.breaker.is_open:
                break
            try:
                return self._tried(address, host, read, kept, lasting)
            except _Failed as failed:
                if failed.is_theirs:
                    self.breaker.failed()
                reason = failed.reason
                after = self._wait * 2**number if failed.after is None else failed.after
                if after > LONGEST_WAIT:
                    break
                if number + 1 < self._tries:
                    self._sleep(after)
        raise SourceUnavailable(
            f"{host} does not answer as it should: {reason}.",
            "Try again later; what is in the lake stays as it is.",
        )

    def _tried(
        self, address: str, host: str, read: Callable[[str], _T], kept: Answer | None, lasting: bool
    ) -> _T | None:
        reply = self._reply(address, {"If-None-Match": kept.etag} if kept and kept.etag else {})
        if reply.status == 429:
            raise _Failed("it was asked too often (429)", is_theirs=False, after=reply.retry_after)
        if reply.status >= 500:
            raise _Failed(f"its server failed ({reply.status})", after=reply.retry_after)
        if reply.status == 404:
            self.breaker.succeeded()
            return None
        if reply.status == 304 and kept:
            self.breaker.succeeded()
            return read(kept.body)
        if reply.status != 200:
            self.breaker.succeeded()
            raise BadSetting(
                f"{host} refuses the question ({reply.status}).",
                "Look at its address, and a key it may need.",
            )
        found = self._read(address, reply, read, lasting)
        self.breaker.succeeded()  # an answer that cannot be read is none
        return found

    def _read(self, address: str, reply: Reply, read: Callable[[str], _T], lasting: bool) -> _T:
        try:
            text = reply.body.decode("utf-8")
            found = read(text)
        except (ValueError, RecursionError) as error:
            said = "" if isinstance(error, (UnicodeDecodeError, RecursionError)) else f" ({error})"
            raise _Failed(f"its answer is not what was asked for{said}") from error
        if lasting or reply.etag:
            self._kept.keep(address, Answer(text, reply.etag))
        return found

    def _reply(self, address: str, headers: dict[str, str]) -> Reply:
        try:
            return called(address, {"Accept": "application/json", **headers}, self._timeout)
        except TooLarge as error:
            raise _Failed(f"its answer has more than {LARGEST:,} bytes") from error
        except ssl.SSLError as error:
            raise _Failed(
                f"its certificate or encryption is refused ({error.reason or 'unknown'})"
            ) from error
        except DecodeError as error:
            raise _Failed("its answer cannot be unpacked") from error
        except TimeoutError as error:
            raise _Failed(f"it took longer than {self._timeout:g} s") from error
        except (HTTPError, OSError) as error:
            raise _Failed(f"the connection failed ({type(error).__name__})") from error


def _host(address: str) -> str:
    """The host of an address. Raises `BadSetting` for one that may not be called."""
    try:
        url = parse_url(address)
    except LocationParseError as error:
        raise BadSetting(
            "The address of the source cannot be read.", "Write it as https://HOST/PATH."
        ) from error
    if not url.host or (url.scheme != "https" and not (url.scheme == "http" and url.host in _HERE)):
        raise BadSetting(
            f"The address of the source begins with {url.scheme or 'nothing'}.",
            "Write it as https://HOST/PATH; http is for this machine alone.",
        )
    return url.host
