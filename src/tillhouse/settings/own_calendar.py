"""The shop's own calendar: ``calendar.toml`` in the lake's folder, with the keys of ``[calendar]``.

week_starts = "Monday"
holidays = ["2011-12-27 Stocktaking"]
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tillhouse.errors import BadSetting
from tillhouse.retail.calendar import NAMED_DAYS, Calendar, named_days
from tillhouse.setting import settings_of
from tillhouse.settings.own_files import OwnFile

CALENDAR_FILE = "calendar.toml"


def with_own_calendar(calendar: Calendar, file: OwnFile, said: Collection[str]) -> Calendar:
    """The calendar with what the file says. said: the keys that ``tillhouse.toml`` says; none is said twice.

    Raises `BadSetting` with file and line.
    """
    for key, value in file.said.items():
        if key in said:
            raise file.bad(
                f"{key} is in tillhouse.toml too, under [calendar].", "Keep one of the two.", "", key
            )
        if key not in NAMED_DAYS or not isinstance(value, list):
            continue
        for text in value:
            try:
                named_days(str(text), key)
            except BadSetting as error:
                raise file.bad(error.message, error.hint or "", "", key) from error
    made = file.made(Calendar, file.said, "")
    fields = [one.name for key, one in settings_of(Calendar).items() if key in file.said]
    return replace(calendar, **{name: getattr(made, name) for name in fields})
