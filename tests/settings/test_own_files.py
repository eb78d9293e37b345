"""Files of the shop's own definitions: read as data, with faults named by file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tillhouse.errors import BadSetting
from tillhouse.setting import row
from tillhouse.settings.own_files import OwnFile, own_file
from tillhouse.settings.recorded import recorded, remade
from tillhouse.settings.settings import load


@dataclass(frozen=True)
class Thing:
    """What a table of the file declares here."""

    size: str = row("small", "how large", among=("small", "large"))
    many: tuple[str, ...] = row((), "names")


def written(folder: Path, name: str, text: str) -> OwnFile:
    (folder / name).write_text(text)
    return own_file(folder / name)


def test_tables_are_read_with_defaults(tmp_path: Path) -> None:
    file = written(tmp_path, "things.toml", '[a]\nmany = ["x"]\n[b]\nsize = "large"\n')
    assert dict(file.entries(Thing)) == {"a": Thing("small", ("x",)), "b": Thing("large")}


def test_rows_are_read_without_comments_and_blank_lines(tmp_path: Path) -> None:
    file = written(tmp_path, "things.csv", '# a note\ncode,kind\n\n"GIFT, large",voucher\n')
    assert file.said == [["code", "kind"], ["GIFT, large", "voucher"]]
    assert str(file.bad_row(1, "no", "Mend it.")).startswith(f"{tmp_path / 'things.csv'}, line 4: no")


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
@pytest.mark.parametrize("name", ["things.toml", "things.csv"])
def test_a_file_of_comments_is_as_none(tmp_path: Path, name: str, text: str) -> None:
    assert recorded(written(tmp_path, name, text)) == recorded(own_file(tmp_path / "absent.toml"))


def test_what_is_recorded_is_what_a_file_says_not_how(tmp_path: Path) -> None:
    plain = written(tmp_path, "a.toml", '[a]\nsize = "large"\n')
    noted = written(tmp_path, "b.toml", '# note\n[a]\nsize = "large"  # very\n')
    other = written(tmp_path, "c.toml", '[a]\nsize = "small"\n')
    assert recorded(plain) == recorded(noted) != recorded(other)
    assert remade(other, recorded(plain)).said == plain.said


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("[a]\nsize = large\n", 2, "Invalid value"),
        ("[a]\n\n[b]\nsice = 1\n", 4, "unknown key sice"),
        ('[a]\nsize = "small"\n[b]\nsize = "lage"\n', 4, "Did you mean large?"),
        ("[a]\nmany = 3\n", 2, "a list of texts"),
        ("\n[A b]\n", 2, ""),
        ('\n["A b"]\n', 2, "nothing can be named 'A b'"),
        ("# note\nsize = 3\n", 2, "Everything stands in a table"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    with pytest.raises(BadSetting, match="things") as raised:
        dict(written(tmp_path, "things.toml", text).entries(Thing))
    assert f"things.toml, line {line}: " in str(raised.value)
    assert fault in str(raised.value)


def test_a_row_whose_quote_is_open_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"things\.csv, line 3: "):
        written(tmp_path, "things.csv", '# note\ncode\n"open\n')


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "things.toml").write_bytes(b"[a]\n# \xff\n")
    with pytest.raises(BadSetting, match="byte 6 is no UTF-8"):
        own_file(tmp_path / "things.toml")


def test_the_settings_of_a_lake_hold_its_files(tmp_path: Path) -> None:
    assert load(str(tmp_path)).own_metrics == OwnFile()
    (tmp_path / "metrics.toml").write_text('[a]\nof = "lines"\n')
    assert load(str(tmp_path)).own_metrics.said == {"a": {"of": "lines"}}
