"""The score of a row: which of some rules hold for it, and the names of those that do not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import narwhals as nw

from tillhouse.errors import FixTheCode


def row_score(rules: Mapping[str, nw.Expr], fatal: Collection[str] = ()) -> tuple[nw.Expr, nw.Expr]:
    """The score and the issues of each row, as expressions.

    rules: name to what must hold for the row; null does not hold. fatal: names of rules that leave nothing.
    Score: the percent of rules that hold, an integer from 0 to 100 rounded down; 0 when a fatal rule does not
    hold. Issues: the names of the rules that do not hold, in order, joined by ", "; null when all hold.
    Raises `FixTheCode` without rules, or for a fatal name that is no rule.
    """
    if not rules or not set(fatal) <= set(rules):
        raise FixTheCode(
            f"row_score() has the rules {', '.join(rules) or 'none'} and fatal {', '.join(fatal)}."
        )
    broken = {name: ~holds.fill_null(False) for name, holds in rules.items()}
    held = len(rules) - nw.sum_horizontal(*(b.cast(nw.Int64) for b in broken.values()))
    score = held * 100 // len(rules)
    if fatal:
        lost = nw.any_horizontal(*(broken[name] for name in fatal), ignore_nulls=False)
        score = nw.when(lost).then(nw.lit(0)).otherwise(score)
    named = [nw.when(b).then(nw.lit(name)) for name, b in broken.items()]
    issues = nw.concat_str(*named, separator=", ", ignore_nulls=True)
    some = nw.any_horizontal(*broken.values(), ignore_nulls=False)
    return score.cast(nw.Int64), nw.when(some).then(issues)
