"""A query as text for people: steps with names instead of nested selects, the same for both databases.

The query comes from Ibis in the words of PostgreSQL. What DuckDB says otherwise becomes a word that both know, or a
call of a function of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.eliminate_ctes import eliminate_ctes
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries
from sqlglot.optimizer.merge_subqueries import merge_subqueries
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from tillhouse.dbt._names import named
from tillhouse.dbt._words import portable, shortened, with_fixed_names

_DIALECT = "postgres"
#: An expression of more parts than this is not repeated.
_LARGE = 8
_KEPT_APART = "kept apart"


def readable(query: Any, columns: Mapping[str, str], schema: Mapping[str, Mapping[str, str]]) -> str:
    """The text of an Ibis query. columns: what it gives, with types in SQL; schema: the same of what it reads."""
    text = with_fixed_names(str(ibis.to_sql(query, dialect=_DIALECT)))
    tree = sqlglot.parse_one(text, read=_DIALECT)
    typed = [_typed(exp.column(name), kind).as_(name) for name, kind in columns.items()]
    whole = exp.select(*typed).from_(tree.subquery("made"))
    steps = _in_steps(_without_dead_branches(whole), schema)
    written: str = named(steps, set(schema)).sql(
        _DIALECT, pretty=True, normalize_functions="lower", max_text_width=100
    )
    return written


def _in_steps(tree: exp.Expression, schema: Mapping[str, Mapping[str, str]]) -> exp.Expression:
    tree = qualify(tree, schema=dict(schema), dialect=_DIALECT, quote_identifiers=False)
    tree = shortened(pushdown_projections(portable(tree)))
    tree = _released(merge_subqueries(_guarded(tree)))
    tree = eliminate_subqueries(tree)
    tree = _released(merge_subqueries(_guarded(tree)))
    return shortened(eliminate_ctes(tree))


def _without_dead_branches(tree: exp.Expression) -> exp.Expression:
    """Unions without the parts that never have a row."""
    for union in list(tree.find_all(exp.Union)):
        for part, other in ((union.left, union.right), (union.right, union.left)):
            if any(_never(where.this) for where in part.find_all(exp.Where)):
                union.replace(other.unnest())
                break
    return tree


def _never(condition: exp.Expression) -> bool:
    parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
    return any(part.unnest() == exp.false() for part in parts)


def _guarded(tree: exp.Expression) -> exp.Expression:
    """Mark the selects that would repeat a large expression if they were merged into the one that reads them."""
    sizes: dict[int, dict[str, int]] = {}
    for scope in traverse_scope(tree):
        if not isinstance(scope.expression, exp.Select):
            continue
        for alias, source in scope.sources.items():
            if isinstance(source, Scope) and isinstance(source.expression, exp.Select):
                uses = [column.name for column in scope.columns if column.table == alias]
                large = {name for name, size in sizes[id(source.expression)].items() if size > _LARGE}
                if any(uses.count(name) > 1 for name in large):
                    source.expression.set("limit", exp.Limit(expression=exp.Literal.string(_KEPT_APART)))
        sizes[id(scope.expression)] = {
            column.alias_or_name: _size(column, scope, sizes) for column in scope.expression.selects
        }
    return tree


def _size(expression: exp.Expression, scope: Scope, sizes: Mapping[int, Mapping[str, int]]) -> int:
    """The parts of an expression once all that can be merged into it is."""
    size = sum(1 for node in expression.walk() if not isinstance(node, exp.Identifier | exp.Alias))
    for column in expression.find_all(exp.Column):
        source = scope.sources.get(column.table)
        if isinstance(source, Scope) and not source.expression.args.get("limit"):
            size += sizes.get(id(source.expression), {}).get(column.name, 1) - 1
    return size


def _released(tree: exp.Expression) -> exp.Expression:
    for limit in list(tree.find_all(exp.Limit)):
        if limit.expression.name == _KEPT_APART:
            limit.pop()
    return tree


def _typed(column: exp.Expression, kind: str) -> exp.Expression:
    return exp.cast(column, kind) if kind else column
