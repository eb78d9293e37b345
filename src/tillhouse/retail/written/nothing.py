"""Words that stand for no value: in numbers, dates, customers, countries and currencies; a code may be one of them."""

from __future__ import annotations

#: In lower case, trimmed.
NOTHING = ("", "\\n", "n/a", "na", "null", "none", "nan", "-", "--", "---", "#n/a", "(blank)", "<na>", "nat")
#: What a column of codes, names and descriptions cannot hold: a database's escape for no value.
ESCAPE = "\\N"
#: Of customers besides: nobody that the shop knows.
NOBODY = (
    *NOTHING, "0", "anonymous", "guest", "guest customer", "guest user", "unknown", "unknown customer", "no customer",
    "walk-in", "walk in", "walk-in customer", "walk in customer", "walkin customer", "cash customer", "not logged in",
    "anonym", "laufkunde", "gast", "invité", "client anonyme", "invitado", "anonimo", "anónimo", "ospite", "gast-klant",
)  # fmt: skip
