"""The score of a table and its dimensions, how it moved, and what to do about it, as programs read them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tillhouse.checks import Dimension, Outcome


@dataclass(frozen=True)
class DimensionScore:
    """One dimension of one table.

    numerator, denominator: rows that pass and rows looked at by the ``weakest`` check, which decides.
    amount_passed, amount_evaluated: the money of those rows, decimals as text; None where there is no money.
    checks: how many were declared. failed, unmeasured: names of those that broke or could not be computed.
    """

    table: str
    dimension: Dimension
    outcome: Outcome
    score: Fraction | None
    weakest: str | None
    numerator: int
    denominator: int
    amount_passed: str | None
    amount_evaluated: str | None
    checks: int
    failed: tuple[str, ...]
    unmeasured: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """One dimension of a table, for programs.

        table, dimension: text. The table, and the dimension of its quality.
        outcome: text. `pass`, `fail`, `error` or `not_run`.
        score: decimal or null. Percent of the rows that pass the weakest check; null where it is not known.
        weakest: text or null. The check that decides.
        numerator, denominator: integer. Rows that pass it, and rows it looked at.
        amount_passed, amount_evaluated: decimal or null. The money of those rows; null where there is none.
        checks: integer. Checks declared.
        failed, unmeasured: list of text. Checks that rows break; those that could not be computed.
        """
        return _document(self)


@dataclass(frozen=True)
class TableScore:
    """One table: its six dimensions, and the score of the weakest one that has checks.

    unchecked: dimensions for which no check is declared; they are not part of the score.
    """

    table: str
    outcome: Outcome
    score: Fraction | None
    weakest: Dimension | None
    dimensions: tuple[DimensionScore, ...]
    unchecked: tuple[Dimension, ...]

    def document(self) -> dict[str, Any]:
        """The quality of a table, for programs.

        table: text. Its name.
        outcome: text. `pass`, `fail`, `error` or `not_run`.
        score: decimal or null. Percent, that of its weakest dimension; null where it is not known.
        weakest: text or null. That dimension.
        dimensions: list of DimensionScore. All six.
        unchecked: list of text. Dimensions without a check, which are not part of the score.
        """
        return _document(self)


@dataclass(frozen=True)
class Trend:
    """How a score moved: ``scores`` at the last ``releases``, oldest first; dimension None is the table.

    change: against the release before. change_over: against the first of ``scores``. In parts of 1; None when
    either end is unknown.
    """

    table: str
    dimension: Dimension | None
    releases: tuple[int, ...]
    scores: tuple[Fraction | None, ...]
    change: Fraction | None
    change_over: Fraction | None

    @property
    def points(self) -> Decimal | None:
        """The change against the release before, in points of percent."""
        if self.change is None:
            return None
        return Decimal(self.change.numerator) / Decimal(self.change.denominator) * 100

    def document(self) -> dict[str, Any]:
        """How a score moved, for programs.

        table: text. The table.
        dimension: text or null. The dimension; null for the table as a whole.
        releases: list of integer. The releases looked at, oldest first.
        scores: list of any. Percent at each; null where it is not known.
        change, change_over: decimal or null. Since the release before, and since the first; null where it is not known.
        """
        return _document(self)


@dataclass(frozen=True)
class Recommendation:
    """What to do about one check that is not green. ``text`` is the sentence for people."""

    table: str
    check: str
    outcome: Outcome
    rows: int
    amount: str | None
    text: str

    def document(self) -> dict[str, Any]:
        """What to do about a check, for programs.

        table, check: text. The table, and its check.
        outcome: text. `fail`, `error` or `not_run`.
        rows: integer. Rows that break it.
        amount: decimal or null. Their money; null where there is none.
        text: text. The advice, for people.
        """
        return _document(self)


def percent(part: Fraction | None) -> str | None:
    """A fraction in percent with two decimals, rounded down: only all is ``100.00``. None stays None."""
    if part is None:
        return None
    hundredths = part * 10_000 // 1
    return f"{Decimal(hundredths).scaleb(-2):.2f}"


def _document(value: Any) -> dict[str, Any]:
    """A dataclass by field; fractions in percent, as `percent` writes them."""
    words: dict[str, Any] = asdict(value, dict_factory=lambda pairs: {name: _plain(v) for name, v in pairs})
    return words


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return percent(value) if isinstance(value, Fraction) else value


@dataclass(frozen=True)
class RowScore:
    """Ledger lines of one score, with their money. score: percent of the rules of a row that hold."""

    score: int | None
    rows: int
    amount: Decimal | None

    def document(self) -> dict[str, Any]:
        """Ledger lines of one score, for programs.

        score: integer or null. Percent of the rules of a row that hold.
        rows: integer. Lines.
        amount: decimal or null. Their money; null of several currencies.
        """
        return {"score": self.score, "rows": self.rows, "amount": self.amount}


@dataclass(frozen=True)
class Quality:
    """How good some tables are. rows: ledger lines by score, where the ledger is among them."""

    release: int
    scores: tuple[TableScore, ...]
    trends: tuple[Trend, ...]
    advice: tuple[Recommendation, ...]
    rows: tuple[RowScore, ...]

    @property
    def is_perfect(self) -> bool:
        """Whether all rows of all tables pass all checks."""
        return all(percent(one.score) == "100.00" for one in self.scores)

    def document(self) -> dict[str, Any]:
        """How good tables are, for programs.

        release: integer. The release that answers.
        tables: list of TableScore. Each table.
        trends: list of Trend. How the scores of tables and dimensions moved.
        recommendations: list of Recommendation. What to do, by money, then rows.
        ledger_row_scores: list of RowScore. Ledger lines by score, best first; empty where another table is asked for.
        """
        return {
            "release": self.release,
            "tables": [one.document() for one in self.scores],
            "trends": [one.document() for one in self.trends],
            "recommendations": [one.document() for one in self.advice],
            "ledger_row_scores": [one.document() for one in self.rows],
        }
