"""The shop's own calendar: holidays of its own, and the keys of the settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tillhouse.errors import BadSetting
from tillhouse.retail.calendar import Calendar, calendar_days
from tillhouse.settings.settings import load


def test_own_holidays_stand_behind_public_ones(tmp_path: Path) -> None:
    (tmp_path / "tillhouse.toml").write_text('[calendar]\ncountry = "DE"\n')
    (tmp_path / "calendar.toml").write_text('holidays = ["2011-12-26..2011-12-27 Closed"]\nlast_month = 3\n')
    calendar = load(str(tmp_path)).calendar
    assert (calendar.country, calendar.last_month) == ("DE", 3)
    named = calendar_days(date(2011, 12, 26), date(2011, 12, 28), calendar)["holiday"]
    assert named[0].endswith("; Closed") and named[1:] == ["Closed", None]


def test_without_a_file_the_calendar_is_as_it_was(tmp_path: Path) -> None:
    assert load(str(tmp_path)).calendar == Calendar()


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('# note\ncountry = "FR"\n', 2, "is in tillhouse.toml too"),
        ("last_month = 3\nlast_mnth = 3\n", 2, "Did you mean last_month?"),
        ("last_month = 13\n", 1, "from 1 to 12"),
        ('week_starts = "Munday"\n', 1, "Did you mean Sunday?"),
        ('\nholidays = ["27.12.2011 Closed"]\n', 2, "calendar.holidays has '27.12.2011 Closed'"),
        ('holidays = "2011-12-27 Closed"\n', 1, "a list of texts"),
        ('promotions = ["2011-12-27"]\n', 1, "a name must follow"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    (tmp_path / "tillhouse.toml").write_text('[calendar]\ncountry = "DE"\n')
    (tmp_path / "calendar.toml").write_text(text)
    with pytest.raises(BadSetting) as raised:
        load(str(tmp_path))
    assert f"calendar.toml, line {line}: " in str(raised.value)
    assert fault in str(raised.value)
