"""What decides day or month where every date fits both: dots, languages, order, place. Nothing else does."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources._date_signs import DateSigns

ENGLISH = ("Order ID", "SKU", "Qty", "Date", "Price")
TODAY = 20250101


def signs(
    dates: list[str],
    header: tuple[str, ...] = ENGLISH,
    *,
    orders: list[str] | None = None,
    decimal: str = ".",
    currency: str = "",
    size: int = 100,
    today: int = TODAY,
    **columns: list[str],
) -> set[str]:
    """The orders of dates that something speaks for."""
    found = DateSigns((*header, *columns), "Date", "Order ID" if orders else "", today=today)
    frame = pl.DataFrame({"Date": dates, **({"Order ID": orders} if orders else {}), **columns})
    frame = frame.with_columns(
        pl.lit(None, pl.String).alias(name) for name in header if name not in frame.columns
    )
    for start in range(0, len(frame), size):
        found.add(frame[start : start + size])
    return {order for order, words in found.of(decimal, currency).items() if words}


FEW = ["05/06/2024", "06/06/2024"]
#: Two months: April and May by day, and in no order by month.
RISING = ["03/04/2024", "05/04/2024", "09/04/2024", "12/04/2024", "01/05/2024", "02/05/2024"]


def test_slashes_and_english_names_say_nothing() -> None:
    assert signs(FEW) == set()
    assert signs(FEW, currency="GBP") == set()


@pytest.mark.parametrize("dates", [["05.06.2024"], ["5. 6. 2024"], ["05.06.24", "06.06.24"]])
def test_dots_put_the_day_first(dates: list[str]) -> None:
    assert signs(dates) == {"day-first"}
    assert signs([*dates, "05/06/2024"]) == set()


@pytest.mark.parametrize(
    "header",
    [
        ("Rechnungsnr", "Datum", "Menge", "Preis"),
        ("No commande", "Quantité", "Prix"),
        ("Pedido", "Fecha", "Cantidad"),
        ("Quantità", "Prezzo", "Cliente"),
        ("Aantal", "Prijs", "Klant"),
    ],
)
def test_names_of_columns_in_a_language_put_the_day_first(header: tuple[str, ...]) -> None:
    assert signs(FEW, (*header, "Date")) == {"day-first"}
    assert signs(FEW, (header[0], "Date", "Price")) == set()


def test_a_decimal_comma_puts_the_day_first() -> None:
    assert signs(FEW, decimal=",") == {"day-first"}


def test_dollars_and_states_put_the_month_first() -> None:
    assert signs(FEW, currency="USD") == {"month-first"}
    assert signs(FEW, State=["NY", "California"]) == {"month-first"}
    assert signs(FEW, State=["NY", "NY"]) == set()
    assert signs(FEW, State=["SP", "RJ"]) == set()
    assert signs(FEW, Note=["NY", "CA"]) == set()


def test_signs_that_contradict_are_both_said() -> None:
    assert signs(FEW, decimal=",", currency="USD") == {"day-first", "month-first"}


@pytest.mark.parametrize("size", [1, 2, 4, 100])
def test_rows_that_rise_in_one_reading_only_decide(size: int) -> None:
    assert signs(RISING, size=size) == {"day-first"}
    assert signs(RISING[::-1], size=size) == {"day-first"}
    swapped = [f"{one[3:5]}/{one[:2]}{one[5:]}" for one in RISING]
    assert signs(swapped, size=size) == {"month-first"}


def test_few_rows_or_rows_in_no_order_do_not() -> None:
    assert signs(RISING[2:]) == set()
    assert signs([*RISING, "03/04/2024"]) == set()


def test_numbers_of_orders_give_rows_an_order() -> None:
    mixed = [3, 0, 5, 1, 4, 2]
    assert signs([RISING[n] for n in mixed], orders=[f"#10{n}" for n in mixed]) == {"day-first"}
    assert signs([RISING[n] for n in mixed], orders=["#1"] * 6) == set()


@pytest.mark.parametrize(
    ("today", "expected"), [(20240701, {"month-first"}), (20241231, set()), (20240101, set())]
)
def test_a_date_that_has_not_come_yet_is_none(today: int, expected: set[str]) -> None:
    assert signs(["05/12/2024", "06/01/2024"], today=today) == expected
