"""Quantities of line items, as far as a basket needs them: whether they are negative."""

from __future__ import annotations

import re

_DIGITS = r"[.,'’\s]*[0-9][0-9.,'’\s]*(?:[eE][+-]?[0-9]+\s*)?"
#: The minus of a keyboard and of typesetting, before the number or after it; or the parentheses of accounts.
_NEGATIVE = re.compile(rf"[-−]({_DIGITS})|({_DIGITS})[-−]|\(({_DIGITS})\)")
_NUMBER = re.compile(rf"\+?{_DIGITS}")


def is_negative(text: str) -> bool | None:
    """Whether a quantity is below 0: ``-1``, ``−1``, ``1-`` or ``(1)``; None where it cannot be read as a number."""
    found = _NEGATIVE.fullmatch(text)
    if found:
        mantissa = re.split("[eE]", next(part for part in found.groups() if part))[0]
        return any(digit in "123456789" for digit in mantissa)
    return False if _NUMBER.fullmatch(text) else None
