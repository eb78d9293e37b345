"""Countries."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like, with_key
from tillhouse.retail.countries import resolve
from tillhouse.table import Column, table

_COLUMNS = {
    "country": Column("text", "Country as the ledger has it: its standard name where a rule knows it."),
    "code": Column("text", "ISO 3166-1 alpha-2; null where no rule gives one."),
    "alpha3": Column("text", "ISO 3166-1 alpha-3; null where `code` is."),
    "name": Column("text", "Standard name."),
    "kind": Column("text", "`country`, `territory group`, `group`, `unspecified` or `unknown`."),
}


@table(
    key=("country_key",),
    owner="calendar",
    computed_from={
        "country_key country code alpha3 name kind": "receipts.country",
    },
    columns={"country_key": Column("integer", "Stable key of the country's name."), **_COLUMNS},
    checks=[
        unique("country_key", on_fail="stop"),
        not_null("name", on_fail="stop"),
        one_of("kind", ("country", "territory group", "group", "unspecified"), on_fail="warn"),
    ],
)
def dim_country(receipts: Frame) -> Frame:
    """One row per country of the ledger, with the ISO country the written rule gives it."""
    named = gathered(receipts.filter(~nw.col("country").is_null()).select("country").unique())
    found = [(name, resolve(name)) for name in sorted(named["country"].to_list())]
    rows = {
        "country": [name for name, _ in found],
        "code": [country.code for _, country in found],
        "alpha3": [country.alpha3 for _, country in found],
        "name": [country.standard_name for _, country in found],
        "kind": [country.kind for _, country in found],
    }
    types = {name: column.type for name, column in _COLUMNS.items()}
    return with_key(rows_like(receipts, rows, types), "country_key", "country")
