from __future__ import annotations

from tests.frames import Engine, values
from tillhouse.checks.not_null import not_null


def test_a_missing_value_breaks_it_and_empty_text_does_not(engine: Engine) -> None:
    frame = engine({"row": [1, 2, 3], "text": ["85123A", "", None]}, {"row": "integer", "text": "text"})
    assert values(not_null("text").rows(frame, {}), "row") == [3]
