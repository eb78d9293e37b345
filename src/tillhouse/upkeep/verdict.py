"""What `tillhouse verify` answers: what was looked at, what was found, and what other code than now's made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tillhouse.lake.releases import Cause
from tillhouse.upkeep.verification import Verification


@dataclass(frozen=True)
class Verdict:
    """A verification with its surroundings. is_rebuilt: everything was built again. outdated: cause by table."""

    done: Verification
    is_rebuilt: bool
    outdated: Mapping[str, Cause]

    def document(self) -> dict[str, Any]:
        """Whether what is stored is what was published, for programs.

        release: integer. The release that was looked at.
        rebuilt: boolean. Whether everything was built again from bronze and compared.
        ok: boolean. Whether nothing differs.
        tables, files, bytes, rows: integer. What was looked at.
        findings: list. What differs.
        findings[].table, findings[].month: text. Where; empty where it is no table, or no month.
        findings[].what: text. What was found, for people.
        left_out: object of text. Tables that were not looked at, each with the reason.
        unhashed: integer. Files and records without a hash.
        outdated: object of text. By table, `code` or `settings`: what is other now than when it was made.
        """
        done = self.done
        return {
            "release": done.release,
            "rebuilt": self.is_rebuilt,
            "ok": not done.findings,
            "tables": done.tables,
            "files": done.files,
            "bytes": done.bytes,
            "rows": done.rows,
            "findings": [vars(finding) for finding in done.findings],
            "left_out": dict(done.left_out),
            "unhashed": done.unhashed,
            "outdated": dict(self.outdated),
        }
