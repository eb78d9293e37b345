"""Names of columns: without case, accents and signs, and in the spellings that programs give them."""

from __future__ import annotations

import re
import shlex
import unicodedata
from functools import lru_cache

from tillhouse.retail.currency_signs import in_name

_LETTERS = str.maketrans(
    {"№": "no", "°": "o", "º": "o", "ª": "a", "ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O"}
)
_MORE = str.maketrans({"æ": "ae", "Æ": "AE", "%": " percent", "#": " no", "đ": "d"})
_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
_ORDER = (
    r"order ?lines?|orders?|items?|lines?|lineitems?|line_items?|sales?|transactions?|invoices?|products?"
    r"|details?|headers?"
)
_PATH = re.compile(
    rf"(?i)^(?:(?:{_ORDER}|amount|date|count|customer|sales order|order details?)\s*(?:[.:>|/]+|\s-\s)\s*)+"
    r"|^pos(?:ition)?\.?\s+"
)
_OF = re.compile(r"(?i)\b(?:de|du|des|da|do|di|del|della|dell|van|of|the|d|l)\b['’]?")
_TAXED = re.compile(
    r"(?i)[\s_.,(-]*\b(?:netto|brutto|ht|ttc|(?:excl|incl|inkl|exkl|ex|hors|with|without|con|sin|sans)"
    r"[. ]*(?:vat|tax(?:es)?|btw|mwst|ust|iva|moms|gst|tva))\b[.)]*"
)
_RATE = re.compile(r"\d+percent$")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name without case, accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS).translate(_MORE))
    return "".join(c for c in decomposed.casefold() if c.isalnum())


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """The plain name; then it without what stands in brackets, its currency, its owner or its tax."""
    bare = _BRACKETS.sub(" ", name).strip()
    inner = _PATH.sub("", bare)
    untaxed = _TAXED.sub("", name)
    shorter = (
        bare,
        in_name(bare)[1],
        inner,
        in_name(inner)[1],
        untaxed,
        in_name(_BRACKETS.sub(" ", untaxed))[1],
    )
    words = [plain(name), *map(plain, shorter), plain(_OF.sub(" ", bare))]
    words += [_RATE.sub("", words[1])] if _RATE.search(words[1]) else []
    return tuple(dict.fromkeys(word for word in words if word)) or ("",)


def shell_word(name: str) -> str:
    """A name as it is typed in a shell."""
    return shlex.quote(name)
