"""Words that DuckDB and PostgreSQL both know, and shorter ones that mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from tillhouse.dbt._moments import name_of

Rule = Callable[[exp.Expression], exp.Expression]
_CONTROL = {"\x1f": 31}
_WHOLE = ("SMALLINT", "INT", "BIGINT")
_ASKED = (exp.Predicate, exp.Not, exp.Is, exp.Connector)
_ZERO, _ONE = exp.Literal.number(0), exp.Literal.number(1)


def portable(tree: exp.Expression) -> exp.Expression:
    """The query without words that only PostgreSQL knows, or that mean something else in DuckDB."""
    return _rewritten(tree, _matched, _day, _any_missing, _numbered, _called, _spelled)


def shortened(tree: exp.Expression) -> exp.Expression:
    """The query without detours: each rule gives the same value for every row."""
    rules = (_plain_in, _not_null, _sure, _counted, _default_frame, _running, _flat_case, _no_else, _bare)
    return _rewritten(tree, *rules)


def _rewritten(tree: exp.Expression, *rules: Rule) -> exp.Expression:
    for rule in rules:
        tree = tree.transform(rule, copy=False)
    return tree


def _matched(node: exp.Expression) -> exp.Expression:
    """``~`` asks PostgreSQL for a part that fits, DuckDB for all of the text."""
    if isinstance(node, exp.RegexpLike):
        return exp.Anonymous(this="matches", expressions=[node.this, node.expression])
    return node


def _day(node: exp.Expression) -> exp.Expression:
    return exp.cast(node.this, "date") if isinstance(node, exp.Date | exp.TsOrDsToDate) else node


def _any_missing(node: exp.Expression) -> exp.Expression:
    """PostgreSQL makes no number of a yes or no: 1 where any value is missing."""
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.LogicalOr):
        return exp.Max(
            this=exp.Case(ifs=[exp.If(this=node.this.this, true=_ONE.copy())], default=_ZERO.copy())
        )
    return node


def _numbered(node: exp.Expression) -> exp.Expression:
    """The same in a row: 1 or 0, or missing where the answer is."""
    if isinstance(node, exp.Cast) and isinstance(node.this.unnest(), _ASKED) and node.to.sql() in _WHOLE:
        asked = node.this.unnest()
        ifs = [
            exp.If(this=asked.copy(), true=_ONE.copy()),
            exp.If(this=exp.not_(asked.copy()), true=_ZERO.copy()),
        ]
        return exp.Case(ifs=ifs)
    return node


def _called(node: exp.Expression) -> exp.Expression:
    """Functions of the project by what they do: which layouts and which white space is in their name."""
    if isinstance(node, exp.Anonymous) and node.name.lower() == "moment_of":
        value, layouts, time_zone = node.expressions
        return exp.Anonymous(this=name_of(layouts.name), expressions=[value, time_zone])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "trimmed":
        return exp.Anonymous(this="trimmed", expressions=node.expressions[:1])
    return node


def _spelled(node: exp.Expression) -> exp.Expression:
    """Control characters by number, so that they can be seen."""
    if isinstance(node, exp.Literal) and node.is_string and node.this in _CONTROL:
        return exp.Anonymous(this="chr", expressions=[exp.Literal.number(_CONTROL[node.this])])
    return node


def _plain_in(node: exp.Expression) -> exp.Expression:
    """``CASE WHEN x IS NULL THEN NULL ELSE x IN (…) END`` is what ``x IN (…)`` is; of no values it adds nothing."""
    if isinstance(node, exp.Or):
        sides = [side.unnest() for side in (node.left, node.right)]
        if _in_nothing(sides[0]) and isinstance(sides[1], exp.StartsWith):
            return sides[1]
    elif isinstance(node, exp.Case) and (found := _in_or_missing(node)):
        return found
    return node


def _in_nothing(node: exp.Expression) -> bool:
    return isinstance(node, exp.Case) and node.args.get("default") == exp.false()


def _in_or_missing(node: exp.Case) -> exp.Expression | None:
    default, ifs = node.args.get("default"), node.args["ifs"]
    if len(ifs) == 1 and isinstance(default, exp.In) and isinstance(ifs[0].args["true"], exp.Null):
        asked = ifs[0].this
        return default if isinstance(asked, exp.Is) and asked.this == default.this else None
    return None


def _not_null(node: exp.Expression) -> exp.Expression:
    """``x IS NOT NULL``, and ``x IS NULL`` for what is not that."""
    if not isinstance(node, exp.Not):
        return node
    inner = node.this.unnest()
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return exp.Is(this=inner.this, expression=exp.Not(this=exp.null()))
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Not):
        return exp.Is(this=inner.this, expression=exp.null())
    return node


def _sure(node: exp.Expression) -> exp.Expression:
    """What is never missing needs no other value."""
    if not isinstance(node, exp.Coalesce):
        return node
    inner, last = node.this.unnest(), node.expressions[-1]
    if isinstance(inner, exp.Is) or (
        isinstance(inner, exp.Coalesce) and isinstance(inner.expressions[-1], exp.Boolean | exp.Literal)
    ):
        return inner
    if isinstance(inner, exp.Case) and last == _ZERO and len(inner.args["ifs"]) == 2:
        first, second = inner.args["ifs"]
        if second.args["true"] == last and second.this.unnest() in (
            _opposite(first.this),
            exp.not_(first.this.copy()),
        ):
            return exp.Case(ifs=[first], default=last)
    return node


def _opposite(node: exp.Expression) -> exp.Expression:
    return _not_null(exp.not_(node.copy()))


def _counted(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Coalesce) and isinstance(node.this, exp.Sum) and node.this.this == _ONE:
        return exp.Count(this=exp.Star())
    return node


def _default_frame(node: exp.Expression) -> exp.Expression:
    """All rows of a part are its frame when they have no order; `lag` and `row_number` have no frame."""
    if isinstance(node, exp.Window) and (
        not node.args.get("order") or isinstance(node.this, exp.Lag | exp.Lead | exp.RowNumber)
    ):
        node.set("spec", None)
    return node


def _running(node: exp.Expression) -> exp.Expression:
    """A running sum of ones is never missing."""
    if (
        isinstance(node, exp.Case)
        and len(node.args["ifs"]) == 1
        and isinstance(node.args["ifs"][0].this, exp.Is)
    ):
        asked = node.args["ifs"][0].this.this.unnest()
        if asked == _ONE:
            return node.args["ifs"][0].args["true"]
    return node


def _flat_case(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Case) and not node.this:
        ifs, default = list(node.args["ifs"]), node.args.get("default")
        while isinstance(default, exp.Case) and not default.this:
            ifs += default.args["ifs"]
            default = default.args.get("default")
        node.set("ifs", ifs)
        node.set("default", default)
    return node


def _no_else(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Case) and isinstance(node.args.get("default"), exp.Null):
        node.set("default", None)
    return node


def _bare(node: exp.Expression) -> exp.Expression:
    """Without brackets around what binds tighter than what is around it."""
    if not isinstance(node, exp.Paren):
        return node
    inner, around = node.this, node.parent
    simple = isinstance(inner, exp.Column | exp.Literal | exp.Func) and not isinstance(inner, exp.Connector)
    asked = (isinstance(inner, exp.Binary) and not isinstance(inner, exp.Connector)) or isinstance(
        inner, exp.In
    )
    asks = isinstance(around, exp.Connector | exp.If | exp.Where | exp.Join | exp.Alias)
    product = isinstance(inner, exp.Mul) and isinstance(around, exp.Add | exp.Sub)
    sum_in_alias = isinstance(inner, exp.Binary) and isinstance(around, exp.Alias | exp.If | exp.Where)
    same = type(inner) is type(around) and isinstance(inner, exp.And | exp.Or)
    return inner if simple or (asked and asks) or product or sum_in_alias or same else node


def with_fixed_names(text: str) -> str:
    """The query with the names that narwhals makes up, different ones each time, told by number."""
    made_up = dict.fromkeys(re.findall(r"row_index_[0-9a-f]+", text))
    for number, name in enumerate(made_up, 1):
        text = text.replace(name, "place" if number == 1 else f"place_{number}")
    return text
