"""Words that stand for no value: in numbers, dates, customers, countries and currencies; a code may be one of them."""

from __future__ import annotations

#: In lower case, trimmed.
NOTHING = ("", "\\n", "n/a", "na", "null", "none", "nan", "-", "--", "---", "#n/a", "(blank)", "<na>", "nat")
#: Of countries: NA is Namibia.
NOWHERE = tuple(word for word in NOTHING if word != "na")
#: Of customers: nobody that the shop knows. Shops number their guests 0.
NOBODY = (
    *NOTHING, "0", "anonymous", "anonym", "guest", "guest customer", "guest user", "guest checkout", "gast", "unknown",
    "unknown customer", "no customer", "walk-in", "walk in", "walk-in customer", "walk in customer", "walkin customer",
    "cash customer", "not logged in", "laufkunde", "client anonyme", "invitado", "ospite",
)  # fmt: skip
#: What not even a code can be: the escape of a database for no value.
ESCAPE = "\\N"
