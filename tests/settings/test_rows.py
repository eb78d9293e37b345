"""A setting is one row: every field has one, and the file, the environment, `config` and the docs go by it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.pages import ROOT
from tillhouse.errors import BadSetting, TillhouseError
from tillhouse.setting import Setting, settings_of
from tillhouse.settings.feed import Feed
from tillhouse.settings.own_files import OWN_FILES
from tillhouse.settings.recorded import recorded
from tillhouse.settings.settings import FIGURED, FILE, GROUPS, Settings, declared, load

ROWS = {name: (group, setting) for name, group, setting in declared()}
OUTSIDE = [name for name, (_, setting) in ROWS.items() if setting.row.outside and name != "root"]
#: A value that differs from the default, where text of any kind will not do.
OTHER = {
    "engine": "duckdb",
    "rates.to": "EUR",
    "spark.master": "yarn",
    "spark.remote": "sc://head:15002",
    "warehouse.to": "sqlite",
}


def other(name: str, setting: Setting) -> tuple[str, Any]:
    """Text for a setting, and the value it stands for, which is not the default."""
    if setting.kind is bool:
        return str(not setting.default).lower(), not setting.default
    if setting.kind is int:
        return str(setting.default + 1), setting.default + 1
    return OTHER.get(name, "other"), OTHER.get(name, "other")


def value_of(settings: Settings, name: str) -> Any:
    group, setting = ROWS[name]
    return getattr(getattr(settings, group) if group else settings, setting.name)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for group, setting in ROWS.values():
        if variable := setting.variable(group):
            monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("kind", [*GROUPS.values(), Feed])
def test_every_field_has_a_row(kind: type) -> None:
    without = {one.name for one in fields(kind)} - {one.name for one in settings_of(kind).values()}
    assert without == ({"name"} if kind is Feed else set())


def test_every_field_of_a_lake_has_a_row_or_is_a_group() -> None:
    rows = {one.name for one in settings_of(Settings).values()}
    assert {one.name for one in fields(Settings)} == {*rows, *GROUPS, *OWN_FILES, "feeds"}


@pytest.mark.parametrize("group", ["feeds", *GROUPS, ""])
def test_every_row_is_in_the_docs(group: str) -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    for key, setting in settings_of({"feeds": Feed, "": Settings, **GROUPS}[group]).items():
        assert f"| `{key}` |" in page
        assert setting.row.help[1:].rstrip(".") in page
        assert not (variable := setting.variable(group)) or f"`{variable}`" in page


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_environment_sets_what_its_row_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, setting = ROWS[name]
    text, value = other(name, setting)
    monkeypatch.setenv(setting.variable(group), text)
    assert value_of(load(str(tmp_path)), name) == value != setting.default


def test_the_environment_sets_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (group, setting) in ROWS.items():
        if not setting.row.outside:
            monkeypatch.setenv(f"TILLHOUSE_{group}_{setting.key}".upper(), other(name, setting)[0])
    assert load(str(tmp_path)) == Settings(root=tmp_path)


def test_an_empty_variable_says_nothing_but_where_its_row_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_text('engine = "duckdb"\nstore = "s3://bucket/x"\n')
    monkeypatch.setenv("TILLHOUSE_ENGINE", "")
    monkeypatch.setenv("TILLHOUSE_STORE", "")
    assert (load(str(tmp_path)).engine, load(str(tmp_path)).store) == ("duckdb", "")


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("TILLHOUSE_KEEP_RELEASES", "0", "It must be a whole number from 1."),
        ("TILLHOUSE_KEEP_RELEASES", "²", "It must be a whole number from 1."),
        ("TILLHOUSE_ANALYSE", "perhaps", "It must be true or false."),
        ("TILLHOUSE_SPARK_MASTER", "head:7077", "It must be local"),
        ("TILLHOUSE_SPARK_REMOTE", "head:15002", "It must be sc://HOST:15002."),
    ],
)
def test_a_wrong_value_of_the_environment_names_the_variable(
    variable: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(BadSetting, match=variable) as refused:
        load(str(tmp_path))
    assert said in (refused.value.hint or "")


@pytest.mark.parametrize(
    "name", [n for n, (_, s) in ROWS.items() if s.choices or s.row.form or s.kind in (int, bool)]
)
def test_a_wrong_value_is_refused_with_what_is_allowed(name: str) -> None:
    _, setting = ROWS[name]
    with pytest.raises(BadSetting, match=name) as refused:
        setting.of_text("-1", name)
    said = str(refused.value)
    assert all(repr(one) in said for one in setting.choices)
    for bound in (setting.row.least, setting.row.most):
        assert bound is None or str(bound) in said


def test_the_nearest_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[calendar]\nweek_starts = 'Tusday'\n")
    with pytest.raises(BadSetting, match="week_starts is 'Tusday'") as refused:
        load(str(tmp_path))
    assert (refused.value.hint or "").startswith("Did you mean Tuesday? It can be 'Monday', 'Tuesday', ")


def test_what_the_file_says_in_text_counts_as_before(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('analyse = "true"\nkeep_releases = "7"\nroot = "elsewhere"\n')
    found = load(str(tmp_path))
    assert (found.analyse, found.keep_releases, found.root) == (True, 7, tmp_path)


def test_a_record_holds_what_figures_depend_on_and_nothing_else() -> None:
    """Releases hold these very texts."""
    assert ("calendar", "customers", "products", "rates", *OWN_FILES) == FIGURED
    assert [recorded(getattr(Settings(), group)) for group in FIGURED] == [
        '{"pattern": "4-5-4", "week_starts": "Sunday", "year_end": "nearest", "last_month": 1, "country": "", '
        '"subdivision": "", "promotions": [], "holidays": []}',
        '{"reference_date": ""}',
        '{"categories": {}, "brands": {}}',
        '{"to": "", "max_age": 7}',
        *('{"declared": ""}' for _ in OWN_FILES),
    ]
    assert Feed("shop", "x.csv").reading == "621b3a5cf3988162"


def test_control_a_field_without_a_row_is_found() -> None:
    assert "name" not in settings_of(Feed)


def test_no_secret_is_in_a_refusal() -> None:
    with pytest.raises(TillhouseError) as refused:
        ROWS["spark.remote"][1].of_text("http://me:s3cret@head", "spark.remote")
    assert "s3cret" not in str(refused.value)
