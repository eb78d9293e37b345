"""What is in force: the command line over the environment, that over the file, that over the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import FILE, Settings, declared, load, save_feed

WRITTEN = """# Our shop.
engine = "polars"
keep_releases = 7   # a week

[calendar]
country = "DE"
subdivision = ""

[feeds.shop]
path = "sales/*.csv"   # nightly
currency = "EUR"
line_types = { BAG = "fee" }

[feeds.web]
# Comes by post.
path = "web.csv"
duplicates = "key"
duplicate_key = ["invoice_no", "stock_code"]
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for _, group, setting in declared():
        if variable := setting.variable(group):
            monkeypatch.delenv(variable, raising=False)


def root(folder: Path, text: str) -> str:
    (folder / FILE).write_text(text)
    return str(folder)


def test_a_file_is_read_as_written(tmp_path: Path) -> None:
    found = load(root(tmp_path, WRITTEN))
    assert (found.root, found.engine, found.keep_releases) == (tmp_path, "polars", 7)
    assert found.calendar.country == "DE"
    assert found.feeds["shop"] == Feed("shop", "sales/*.csv", currency="EUR", line_types={"BAG": "fee"})
    assert found.feed("web").duplicate_key == ("invoice_no", "stock_code")


def test_without_a_file_defaults_are_those_declared(tmp_path: Path) -> None:
    found = load(str(tmp_path))
    assert (found.engine, found.keep_releases) == ("polars", 30)
    assert load() == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_ROOT", root(tmp_path, WRITTEN))
    monkeypatch.setenv("TILLHOUSE_KEEP_RELEASES", "3")
    monkeypatch.setenv("TILLHOUSE_ENGINE", "other")
    found = load()
    assert (found.root, found.engine, found.keep_releases) == (tmp_path, "other", 3)


def test_what_is_said_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_ROOT", "elsewhere")
    monkeypatch.setenv("TILLHOUSE_ENGINE", "other")
    found = load(str(tmp_path), "polars")
    assert (found.root, found.engine) == (tmp_path, "polars")


@pytest.mark.parametrize(
    ("text", "error", "key"),
    [
        ("engin = 'polars'", UnknownName, "engin"),
        ("keep_releases = 0", BadSetting, "keep_releases"),
        ("keep_releases = 'many'", BadSetting, "keep_releases"),
        ("[calendar]\npatern = '4-5-4'", UnknownName, "patern"),
        ("[calendar]\npattern = '4-4-4'", BadSetting, "pattern"),
        ("[feeds.shop]\npth = 'x'", UnknownName, "pth"),
        ("[feeds.shop]\nday_ends = '99:00'", BadSetting, "day_ends"),
        ("[feeds.shop]\nday_ends = ''", BadSetting, "day_ends"),
        ("[feeds.shop]\ncurrency = 'euro'", BadSetting, "currency"),
        ("[feeds.shop]\nquote = '##'", BadSetting, "quote"),
        ("[feeds.shop]\ncolumns = { unit_prise = 'P' }", UnknownName, "unit_prise"),
        ("[feeds.shop", BadSetting, "']'"),
        ("calendar = 'GB'", BadSetting, "calendar"),
        ("[calendar]\nlast_month = '1'", BadSetting, "last_month"),
        ("feeds = []", BadSetting, "feeds"),
        ("[feeds]\nshop = 'sales.csv'", BadSetting, "shop"),
        ("[feeds.shop]\npath = 5", BadSetting, "path"),
        ("[feeds.shop]\nday_ends = 04:00:00", BadSetting, "day_ends"),
        ("[feeds.shop]\ncolumns = 'Price'", BadSetting, "columns"),
        ("[feeds.shop]\ncolumns = { unit_price = 5 }", BadSetting, "columns"),
        ("[feeds.shop]\nduplicate_key = 'invoice_no'", BadSetting, "duplicate_key"),
        ("[feeds.shop]\nline_types = { BAG = 'feee' }", UnknownName, "Did you mean fee?"),
    ],
)
def test_a_value_that_cannot_be_used_names_file_and_key(
    tmp_path: Path, text: str, error: type[Exception], key: str
) -> None:
    with pytest.raises(error) as refused:
        load(root(tmp_path, text))
    assert key in str(refused.value)
    assert FILE in str(refused.value)


def test_a_variable_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_KEEP_RELEASES", "none")
    with pytest.raises(BadSetting, match="TILLHOUSE_KEEP_RELEASES is none"):
        load(str(tmp_path))


def test_an_unknown_feed_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"No feed is named sho\.\nDid you mean shop\?"):
        load(root(tmp_path, WRITTEN)).feed("sho")


def test_saving_a_feed_keeps_the_rest_and_its_comments(tmp_path: Path) -> None:
    place = Path(root(tmp_path, WRITTEN))
    feed = Feed("shop", "other/*.csv", currency="EUR", decimal=",", columns={"unit_price": "Preis"})
    before = load(str(place))
    save_feed(place, feed)
    after = load(str(place))
    text = (place / FILE).read_text()
    assert after.feeds == {**before.feeds, "shop": feed}
    assert (after.calendar, after.keep_releases) == (before.calendar, 7)
    assert all(said in text for said in ("# Our shop.", "# a week", "# Comes by post."))


def test_a_saved_feed_comes_back_whole(tmp_path: Path) -> None:
    feed = Feed(
        "shop",
        'a "quoted" folder/*.csv',
        columns={"unit_price": "Preis €"},
        delimiter="\t",
        date_order="day-first",
        thousands="'",
        duplicates="key",
        duplicate_key=("invoice_no",),
        line_types={"BANK CHARGES": "fee"},
    )
    save_feed(tmp_path / "new", feed)
    assert load(str(tmp_path / "new")).feeds == {"shop": feed}
