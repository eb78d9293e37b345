"""The currency of a line, read a second time: from its own text, else from the feed, else none."""

from __future__ import annotations

import re
import unicodedata

from tillhouse.retail.currencies import NONE
from tillhouse.retail.currency_signs import standard_currency
from tillhouse.settings.feed import Feed

#: Blank, and invisible, as Unicode has it; Python's own idea of blank has control characters besides.
_BLANK = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


def currency(text: str, feed: Feed) -> str:
    """The code, or what stands for one, in capitals; ``XXX`` where nothing names a currency."""
    seen = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    said = _BLANK.sub(" ", seen).strip(" ")
    return standard_currency(said.upper()) if said else feed.currency or NONE
