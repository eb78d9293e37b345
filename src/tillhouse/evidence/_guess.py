"""What a value that nobody knows is likely to mean: for a command to begin with, never to decide."""

from __future__ import annotations

import re

from tillhouse.evidence._flags import is_reason, is_state
from tillhouse.evidence._words import is_open, lessens, meaning
from tillhouse.sources._synonyms.ranks import ranks

#: Codes of types of records, as systems write them.
_CODES = dict(
    zip(
        ("return", "not_sales"),
        ranks(
            "r re ret rt rn ren rtn rf ref cr crn cn cm gs g gu g2 h k av nc na rk x",
            "a b q qt qu qn an ag of est d v vo void p pm pay py pmt ca can ab",
        ),
        strict=True,
    )
)
_CODE = re.compile(r"^[a-z]{1,3}\d?$")
_RETURN = re.compile(r"return|retour|refund|credit|gutschr|avoir|reso|devol|zwrot|r[uü]ck|corre[ck]")
_NONE = re.compile(
    r"quot|offer|angebot|devis|draft|cancel|annul|storn|void|reject|payment|zahlung|test|refus|fail"
)


def guessed(value: str, is_negative: bool, header: str = "") -> str:
    """A treatment. is_negative: whether all of its lines are below zero, which then say themselves what they are."""
    word = meaning(value, "kind")
    if word:
        return word
    if lessens(value) or _NONE.search(value):
        return "refunded" if _RETURN.search(value) else "not_sales"
    if is_negative:
        return "sale"
    if _RETURN.search(value):
        return "return"
    if is_open(value):
        return "waiting"
    if (is_state(header) or is_reason(header)) and re.match(r"^\d{1,3}$|^[a-z]\d?$", value):
        return "not_sales" if is_reason(header) else "sale"
    return next((word for word, codes in _CODES.items() if _CODE.match(value) and value in codes), "sale")
