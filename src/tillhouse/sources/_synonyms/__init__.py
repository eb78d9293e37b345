"""Names under which exports carry each meaning: per meaning, ranks of equally good names, the best first.

Names are written as `_spelling.plain` gives them: lower case, letters and digits only. They are English, German,
French, Spanish, Italian, Dutch, Portuguese, Polish and a little Swedish, Danish and Czech; more are in `world`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.sources._synonyms.attributes import ATTRIBUTES
from tillhouse.sources._synonyms.back import BACK
from tillhouse.sources._synonyms.identity import IDENTITY
from tillhouse.sources._synonyms.money import MONEY
from tillhouse.sources._synonyms.ranks import Ranks
from tillhouse.sources._synonyms.world import of_world

_WRITTEN: Mapping[str, Ranks] = {**IDENTITY, **ATTRIBUTES, **MONEY, **BACK}
_TAKEN = frozenset(name for ranks in _WRITTEN.values() for rank in ranks for name in rank)
SYNONYMS: Mapping[str, Ranks] = {
    meaning: (ranks[0] | (of_world(meaning) - _TAKEN), *ranks[1:]) for meaning, ranks in _WRITTEN.items()
}

#: Names that may mean several things: the values decide, see `_shared`. Per name, the meanings in order of likeliness.
SHARED: Mapping[str, tuple[str, ...]] = {
    name: meanings
    for names, meanings in (
        ("code kode codigo codice kod cod codeno", ("stock_code", "customer_id", "invoice_no")),
        (
            "id key identifier nummer number no num nr numero nro numer",
            ("invoice_no", "stock_code", "customer_id"),
        ),
        ("referenceno referencenumber refno ref refnr numeroreference", ("invoice_no", "stock_code")),
        ("account accountid accountno konto kontonummer compte cuenta conto", ("customer_id",)),
        (
            "name naam nome nombre nom namn navn label text texte testo texto tekst what was"
            " details detail particulars",
            ("invoice_no", "description"),
        ),
        ("state zustand etat etapa", ("status",)),
        ("net nett neto", ("amount",)),
    )
    for name in names.split()
}

#: Every name that has a meaning.
KNOWN = frozenset(name for ranks in SYNONYMS.values() for rank in ranks for name in rank)
