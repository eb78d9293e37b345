"""A sealed file says itself whether it is as it was written."""

from __future__ import annotations

import hashlib
import json

import pytest

from tillhouse.storage.seals import is_sealed, opened, sealed

RECORD = json.dumps({"number": 3, "cause": "opened Käse.csv", "amount": "12.50"}, ensure_ascii=False)


@pytest.mark.parametrize("text", [RECORD, json.dumps(json.loads(RECORD), indent=1)])
def test_what_was_sealed_is_opened(text: str) -> None:
    stored = sealed(text)
    assert json.loads(opened(stored)) == json.loads(text)
    raw = json.loads(stored)
    assert list(raw)[-1] == "sha256"
    assert raw["sha256"] == hashlib.sha256(stored[: stored.index(b',"sha256"')]).hexdigest()


def test_every_changed_byte_is_refused() -> None:
    stored = sealed(RECORD)
    for place in range(len(stored)):
        for by in (1, 2, 7, 0x20, 0x80):
            changed = stored[:place] + bytes([stored[place] ^ by]) + stored[place + 1 :]
            with pytest.raises(ValueError):
                json.loads(opened(changed))


def test_what_an_earlier_version_wrote_has_no_seal_and_is_read() -> None:
    stored = RECORD.encode()
    assert (is_sealed(stored), is_sealed(sealed(RECORD))) == (False, True)
    assert opened(stored) == RECORD


@pytest.mark.parametrize("cut", [1, 40, 90])
def test_a_short_file_is_refused(cut: int) -> None:
    with pytest.raises(ValueError):
        json.loads(opened(sealed(RECORD)[:-cut]))
