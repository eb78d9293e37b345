"""Codes of ISO 4217."""

from __future__ import annotations

import pytest

from tillhouse.errors import UnreadableFile
from tillhouse.retail.currencies import currencies, known_currency

#: The columns of the reference rates of the European Central Bank since 1999.
_OF_THE_ECB = (
    "USD JPY BGN CYP CZK DKK EEK GBP HUF LTL LVL MTL PLN ROL RON SEK SIT SKK CHF ISK NOK HRK RUB TRL TRY AUD BRL CAD "
    "CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR"
)


def test_currencies_of_countries_of_rates_and_of_old_files_are_known() -> None:
    assert {*_OF_THE_ECB.split(), "EUR", "DEM", "FRF", "XDR", "CLF", "ZWL"} <= currencies()
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in currencies())
    assert not {"XXX", "XTS", "USX", ""} & currencies()


@pytest.mark.parametrize(
    ("code", "nearest"), [("USX", "USD"), ("GPB", "GBP"), ("usd", "USD"), ("ERU", "EUR"), ("GXP", "GBP")]
)
def test_the_nearest_is_named(code: str, nearest: str) -> None:
    assert known_currency(nearest, "here") == nearest
    with pytest.raises(UnreadableFile, match=f"here: '{code}' is no currency.\nDid you mean {nearest}?"):
        known_currency(code, "here")


@pytest.mark.parametrize("code", ["", "QQQ", "pounds"])
def test_what_is_near_none_gets_an_example(code: str) -> None:
    with pytest.raises(UnreadableFile, match="such as GBP"):
        known_currency(code, "here")
