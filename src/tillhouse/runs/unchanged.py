"""A run that found nothing new. It stands alone because it is answered quickly, without what a run imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Unchanged:
    """What stands. release: None before the first."""

    release: int | None

    def document(self) -> dict[str, Any]:
        """A run that found nothing new, for programs.

        release: integer or null. The release that stands; null before the first.
        published: boolean. False.
        nothing_new: boolean. True.
        """
        return {"release": self.release, "published": False, "nothing_new": True}
