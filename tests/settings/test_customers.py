"""The day customers are scored as of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tillhouse.errors import BadSetting
from tillhouse.settings.customers import Customers
from tillhouse.settings.settings import load


def test_the_end_of_the_data_unless_set(tmp_path: Path) -> None:
    assert load(str(tmp_path)).customers.day is None
    (tmp_path / "tillhouse.toml").write_text('[customers]\nreference_date = "2011-11-30"\n')
    assert load(str(tmp_path)).customers.day == date(2011, 11, 30)


@pytest.mark.parametrize("text", ["30/11/2011", "2011-02-30", "yesterday"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="a day was expected"):
        Customers(text)
