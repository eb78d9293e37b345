"""In which currency sales are reported, and where exchange rates come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.rates import Rates
from tillhouse.settings.settings import load

ADDRESS = "https://rates.example.org/s3cret/{date}?base={base}&app_id=s3cret"


def _loaded(folder: Path, text: str) -> Rates:
    (folder / "tillhouse.toml").write_text(f"[rates]\n{text}\n")
    return load(str(folder)).rates


def test_the_file_says_where_rates_come_from(tmp_path: Path) -> None:
    assert _loaded(tmp_path, 'from = "rates.csv"\nto = "GBP"\nmax_age = 3') == Rates(
        "rates.csv", "GBP", "", 3
    )


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_RATES_FROM", ADDRESS)
    assert _loaded(tmp_path, 'from = "rates.csv"').from_ == ADDRESS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('to = "gbp"', "to is 'gbp'"),
        ('base = "EURO"', "base is 'EURO'"),
        ('to = "USX"', "to is 'USX', which is no currency.\nDid you mean USD?"),
        ("max_age = -1", "max_age is -1"),
        ("tries = 0", "tries is 0"),
        ("timeout = 0", "timeout is 0"),
        ('from = "https://rates.example.org/latest"', "does not ask for the rates of one day"),
        ('from = "https://rates.example.org/{date}/{symbols}"', "does not ask for the rates of one day"),
        ("from = 5", "from is 5"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        _loaded(tmp_path, text)


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="form"):
        _loaded(tmp_path, 'form = "rates.csv"')


def test_no_key_of_an_address_is_shown() -> None:
    rates = Rates(ADDRESS)
    assert rates.shown == "https://rates.example.org/***"
    assert (
        Rates("https://me:s3cret@rates.example.org:8443/{date}").shown == "https://rates.example.org:8443/***"
    )
    assert "s3cret" not in f"{rates!r} {rates}"
    assert Rates("data/rates.csv").shown == "data/rates.csv"
