"""Ctrl-C and SIGTERM, as one call of the program sees them.

The first of them is raised in the main thread as an exception. A library may swallow that exception, or turn it into
an error of its own, so the signal is recorded as well: whatever ends the call afterwards is that stop. A library may
also let no signal through. So a thread watches, and ends the process at the second signal, or when the first has not
ended it soon: a lake bears that at any moment.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from threading import Thread
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143
#: Seconds for cleaning up after a stop.
GRACE = 10.0
_CODES = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


class Stops:
    """The stop signals of one call. code: the exit code of the first that arrived, 0 before.

    say: prints what a stop leaves behind, where the process is ended from outside.
    """

    def __init__(self, say: Callable[[int], object] = lambda _code: None) -> None:
        self.code = 0
        self._say = say
        self._raises, self._quiet = True, False

    def listen(self) -> None:
        """Take the signals from now on. A SIGINT that whoever started the program ignores stays ignored."""
        watched, woken = os.pipe()
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        Thread(target=self._watch, args=(watched,), name="stops", daemon=True).start()
        signal.signal(signal.SIGTERM, self._arrived)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._arrived)
        sys.unraisablehook = self._swallowed

    def check(self) -> None:
        """Raise the stop that arrived, where a library has swallowed it."""
        if self.code:
            raise _exception(self.code)

    def over(self) -> None:
        """The call has ended: a signal raises nothing any more."""
        self._raises = False

    def told(self) -> None:
        """What there is to say of the end has been said."""
        self._quiet = True

    def _arrived(self, number: int, _frame: FrameType | None) -> None:
        if self._raises:
            self._raises = False
            self.code = self.code or _CODES[signal.Signals(number)]
            raise _exception(self.code)

    def _swallowed(self, found: sys.UnraisableHookArgs) -> None:
        """Python cannot raise out of a finalizer and prints what came up there; a stop is recorded, and no news."""
        if not (self.code and isinstance(found.exc_value, (KeyboardInterrupt, Terminated))):
            sys.__unraisablehook__(found)

    def _watch(self, watched: int) -> None:
        first = _next(watched, None)
        if first is None or _next(watched, GRACE) is None:
            return os.close(watched)
        try:
            if not self._quiet:
                self._say(self.code or _CODES[first])
            sys.stdout.flush()
        finally:
            os._exit(self.code or _CODES[first])


def _next(watched: int, seconds: float | None) -> signal.Signals | None:
    """The next stop signal, SIGTERM when the time is up; None where nobody will send one any more."""
    while select.select([watched], [], [], seconds)[0]:
        found = os.read(watched, 1)
        if not found or found[0] in _CODES:
            return signal.Signals(found[0]) if found else None
    return signal.SIGTERM


def _exception(code: int) -> BaseException:
    return KeyboardInterrupt() if code == INTERRUPTED else Terminated()
