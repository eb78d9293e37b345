"""Answers kept on the disk, so that what does not change is asked for once. The folder may be deleted at any time.

A file is named by the hash of the address: an address may hold a key, which is stored nowhere.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """An answer as it was received. etag: what the source calls this version of it; empty where it has no name."""

    body: str
    etag: str = ""


class Kept:
    """The answers kept in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, address: str) -> Answer | None:
        """The answer kept for an address, None where there is none that can be read."""
        try:
            return Answer(**json.loads(self._path(address).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, address: str, answer: Answer) -> None:
        """Keep an answer in place of the one before."""
        path = self._path(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(asdict(answer)), encoding="utf-8")
        temporary.replace(path)

    def _path(self, address: str) -> Path:
        return self._folder / f"{hashlib.sha256(address.encode()).hexdigest()}.json"
