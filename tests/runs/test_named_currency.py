"""The currency that files name, beside that of their feed."""

from __future__ import annotations

from collections import Counter

import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.runs.named_currency import refuse_other_currency, with_currency
from tillhouse.settings.feed import Feed
from tillhouse.sources import Named

PLAIN, EUROS = Feed("shop"), Feed("shop", currency="EUR")


def named(*signs: str) -> Named:
    return Named(signs=Counter(signs))


def test_what_all_amounts_name_is_taken() -> None:
    assert with_currency(PLAIN, named("€"), "a.csv", PLAIN).currency == "EUR"
    assert with_currency(PLAIN, named("$"), "a.csv", PLAIN).currency == ""


def test_several_currencies_without_a_column_are_asked_about() -> None:
    with pytest.raises(AmbiguousReading, match="name different currencies"):
        with_currency(PLAIN, named("€", "£"), "a.csv", PLAIN)


@pytest.mark.parametrize(("feed", "sign"), [(EUROS, "£"), (EUROS, "$"), (PLAIN, "€")])
def test_amounts_in_another_currency_than_the_feed_are_refused(feed: Feed, sign: str) -> None:
    with pytest.raises(AmbiguousReading, match="Amounts of b"):
        refuse_other_currency(feed, named(sign), "b.csv")


@pytest.mark.parametrize("feed", [EUROS, PLAIN])
def test_a_later_file_with_a_sign_of_the_feed_and_another_is_asked_about(feed: Feed) -> None:
    with pytest.raises(AmbiguousReading, match=r"\$ in 1 amount and € in 1 amount name different currencies"):
        refuse_other_currency(feed, named("€", "$"), "b.csv")


@pytest.mark.parametrize(("feed", "sign"), [(EUROS, "€"), (PLAIN, "$")])
def test_a_sign_that_names_nothing_new_is_no_other_currency(feed: Feed, sign: str) -> None:
    refuse_other_currency(feed, named(sign), "b.csv")
