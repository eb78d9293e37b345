"""The statement reads what was delivered a second time, by code of its own; both must say the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.rows import on_this
from tests.tables.silver.lines import FEED, booked, raw, sale
from tillhouse.frame import gathered
from tillhouse.settings.feed import Feed
from tillhouse.tables.books.statement import statement
from tillhouse.tables.silver.ledger import ledger

TOTALS = replace(FEED, columns={"amount": "Total"})
ODD_NUMBERS = st.one_of(
    st.text("0123456789.,+- '\u00a0\u202f\x1c", max_size=9),
    st.from_regex(r"[+-]?[0-9]{1,17}([.,][0-9]{0,20})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}([.,' ][0-9]{3}){1,4}([.,][0-9]{1,3})?", fullmatch=True),
)
NUMBER_FEEDS = (
    FEED,
    replace(FEED, thousands=","),
    replace(FEED, decimal=",", thousands="."),
    replace(FEED, decimal=",", thousands=" "),
    TOTALS,
)


@settings(max_examples=60, deadline=None)
@given(
    drawn=st.lists(st.tuples(ODD_NUMBERS, ODD_NUMBERS), min_size=1, max_size=20),
    feed=st.sampled_from(NUMBER_FEEDS),
)
def test_whatever_stands_in_a_number_the_books_close(drawn: list[tuple[str, str]], feed: Feed) -> None:
    """The statement reads the text a second time, by code of its own: it must call the same things numbers."""
    records = [sale(line=n, quantity=q, unit_price=p, amount=p) for n, (q, p) in enumerate(drawn, 2)]
    types = {name: column.type for name, column in ledger.columns.items()}
    lines = booked(records, feed)
    frame = on_this({name: [line[name] for line in lines] for name in types}, types)
    books = statement.body(raw_sales=raw(records, feed), ledger=frame, feed=feed)
    for row in gathered(books).iter_rows(named=True):
        if row["aspect"] == "received":
            told = (row["rows"], row["amount"], row["unknown"])
            assert told == (row["accounted_rows"], row["accounted_amount"], row["accounted_unknown"])
