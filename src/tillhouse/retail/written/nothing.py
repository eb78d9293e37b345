"""Words that stand for no value: in numbers, dates, customers, countries and currencies; a code may be one of them."""

from __future__ import annotations

from collections.abc import Sequence

#: In lower case, trimmed.
NOTHING = ("", "\\n", "n/a", "na", "null", "none", "nan", "-", "--", "---", "#n/a", "(blank)", "<na>", "nat")
#: Of countries: NA is Namibia.
NOWHERE = tuple(word for word in NOTHING if word != "na")
#: Of customers: nobody that the shop knows. Shops number their guests 0.
NOBODY = (
    *NOTHING, "0", "anonymous", "anonym", "guest", "guest customer", "guest user", "guest checkout", "gast", "unknown",
    "unknown customer", "no customer", "walk-in", "walk in", "walk-in customer", "walk in customer", "walkin customer",
    "cash customer", "cash sale", "cash sales", "counter sale", "counter sales", "not logged in", "guest order",
    "laufkunde", "laufkundschaft", "barkunde", "barverkauf", "kassenkunde", "gastkunde", "gastbestellung",
    "client anonyme", "client de passage", "client comptoir", "vente comptoir", "invité", "invitado", "ospite",
    "contado", "cliente contado", "cliente de contado", "consumidor final", "público general", "publico general",
    "público en general", "publico en general", "clientes varios", "cliente occasionale", "cliente anonimo",
    "passant", "kontantkund", "kontantkunde",
)  # fmt: skip
_ANYBODY = (
    r"(?:guest|gast|anonym[a-z]*|anónimo|walk[-_ ]?in|laufkund[a-z]*|barverkauf|contado|mostrador|comptoir|passage"
    r"|cash|counter|comptant|contanti?|contante|kontant|divers|diverse|varios|gen[eé]rico|generic|dummy|default|misc)"
)
_BESIDE = (
    r"(?:customers?|clients?|clientes?|kunden?|kund|sales?|pos|web|online|shop|store|till|user|order|de|the)"
)
#: A code that is a number for nobody in many shops, or words for anybody and no other, in lower case. It may be
#: somebody's: only how often it stands there tells.
PERHAPS_NOBODY = (
    r"^-[0-9]+$|^[a-z]{0,8}[-_ #.]*(?:0+|9{3,}|1{4,})$"
    rf"|^(?:{_BESIDE}[\W_]+)*{_ANYBODY}(?:[\W_]+(?:{_BESIDE}|{_ANYBODY}))*[\W_0-9]*$"
)
#: Said of the codes of a feed: all numbers are customers.
ALL_ARE_CUSTOMERS = ("none",)
#: What not even a code can be: the escape of a database for no value.
ESCAPE = "\\N"


def nobody(codes: Sequence[str]) -> tuple[str, ...]:
    """What stands for no customer, in lower case: words, and these codes of a feed."""
    if tuple(codes) == ALL_ARE_CUSTOMERS:
        return tuple(word for word in NOBODY if word != "0")
    return (*NOBODY, *(code.lower() for code in codes))
