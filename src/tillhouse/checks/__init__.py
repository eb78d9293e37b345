"""Checks: what rows must satisfy. One file per word of the vocabulary; each returns the rows that break it.

A check either names a predicate over one row (``breaks``; all such checks of a table are counted in one scan)
or a function that returns the breaking rows (``violations``; for what one row cannot tell).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import narwhals as nw

Dimension = Literal["completeness", "validity", "accuracy", "consistency", "uniqueness", "timeliness"]
OnFail = Literal["stop", "warn"]
Outcome = Literal["pass", "fail", "error", "not_run"]
Scope = Literal["rows", "table"]
Rows = nw.LazyFrame[Any]


@dataclass(frozen=True)
class Check:
    """One declared expectation on one table.

    name: the call as written, such as ``in_range(unit_price, low=0)``; unique within its table.
    kind: the file in `tillhouse.checks` that made it.
    on_fail: ``stop`` keeps the release from being published, ``warn`` reports.
    breaks: true for a row that breaks the check; never null.
    violations: from the table's frame and the frames named in ``needs`` to the rows that break the check.
    needs: other tables the check reads.
    advice: what to do about it, naming a rule or a repair.
    scope: ``rows`` when each row of the table is judged; ``table`` when the table is judged as a whole: then
        ``violations`` returns findings instead of rows of the table, and any finding fails all of it.
    """

    name: str
    kind: str
    dimension: Dimension
    on_fail: OnFail
    breaks: nw.Expr | None = None
    violations: Callable[[Rows, Mapping[str, Rows]], Rows] | None = None
    needs: tuple[str, ...] = ()
    advice: str = ""
    scope: Scope = "rows"

    def rows(self, frame: Rows, others: Mapping[str, Rows]) -> Rows:
        """The rows of ``frame`` that break this check, or its findings when ``scope`` is ``table``."""
        if self.violations is not None:
            return self.violations(frame, others)
        assert self.breaks is not None
        return frame.filter(self.breaks)


@dataclass(frozen=True)
class CheckResult:
    """What one check found on one staged table.

    rows, amount: the rows that break it and their money (a decimal as text; None where there is no money).
    evaluated, evaluated_amount: the rows looked at and their money; a check of the table as a whole looks at
        one thing and knows no money. outcome: only ``pass`` is green.
    """

    table: str
    check: str
    dimension: Dimension
    on_fail: OnFail
    outcome: Outcome
    evaluated: int
    rows: int
    amount: str | None = None
    message: str = ""
    evaluated_amount: str | None = None

    def document(self) -> dict[str, Any]:
        """What one check found, for programs.

        table: text. The table that was checked.
        check: text. The check as it is declared.
        dimension: text. The dimension of quality it is about.
        on_fail: text. `stop` keeps a release from being published, `warn` reports.
        outcome: text. `pass`, `fail`, `error` or `not_run`.
        evaluated: integer. Rows looked at.
        rows: integer. Rows that break it.
        amount: decimal or null. Their money; null where there is none.
        message: text. What was found, for people.
        evaluated_amount: decimal or null. Money of the rows looked at.
        """
        return asdict(self)
