"""Names in a query: steps are called by what they do, tables by their own name, columns without ornament."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

#: Words that are names only within quotes, in either database.
RESERVED = frozenset(
    [
        "all",
        "analyse",
        "analyze",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "asymmetric",
        "authorization",
        "both",
        "case",
        "cast",
        "check",
        "collate",
        "column",
        "constraint",
        "create",
        "cross",
        "current_date",
        "current_role",
        "current_time",
        "current_timestamp",
        "current_user",
        "default",
        "deferrable",
        "desc",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "false",
        "fetch",
        "for",
        "foreign",
        "freeze",
        "from",
        "full",
        "grant",
        "group",
        "having",
        "ilike",
        "in",
        "initially",
        "inner",
        "intersect",
        "into",
        "is",
        "isnull",
        "join",
        "lateral",
        "leading",
        "left",
        "like",
        "limit",
        "localtime",
        "localtimestamp",
        "natural",
        "not",
        "notnull",
        "null",
        "offset",
        "on",
        "only",
        "or",
        "order",
        "outer",
        "overlaps",
        "pivot",
        "placing",
        "primary",
        "qualify",
        "references",
        "returning",
        "right",
        "select",
        "session_user",
        "show",
        "similar",
        "some",
        "summarize",
        "symmetric",
        "table",
        "tablesample",
        "then",
        "to",
        "trailing",
        "true",
        "union",
        "unique",
        "unpivot",
        "user",
        "using",
        "variadic",
        "verbose",
        "when",
        "where",
        "window",
        "with",
    ]
)


#: What the name of a table that is read begins with, until `tillhouse.dbt` writes how dbt finds it.
READ = "read__"


def named(tree: exp.Expression, read: Collection[str]) -> exp.Expression:
    """The query with names for people. read: the tables it reads, which get the mark `READ`."""
    _name_steps(tree)
    for scope in traverse_scope(tree):
        if isinstance(scope.expression, exp.Select):
            _name_sources(scope.expression)
    for table in tree.find_all(exp.Table):
        if table.name in read:
            table.set("this", exp.to_identifier(READ + table.name))
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("quoted", identifier.this in RESERVED or not identifier.this.isidentifier())
    return tree


def _name_steps(tree: exp.Expression) -> None:
    taken = {table.name for table in tree.find_all(exp.Table)}
    for step in tree.find_all(exp.CTE):
        old, wanted = step.alias, _step(step.this)
        new, number = wanted, 1
        while new in taken:
            number += 1
            new = f"{wanted}_{number}"
        taken.add(new)
        step.args["alias"].set("this", exp.to_identifier(new))
        for table in tree.find_all(exp.Table):
            if table.name == old:
                table.set("this", exp.to_identifier(new))


def _step(query: exp.Expression) -> str:
    """What a step does, in one word or a few."""
    if isinstance(query, exp.Union):
        return "together"
    assert isinstance(query, exp.Select)
    if query.args.get("group"):
        return "by_" + "_and_".join(column.name for column in query.args["group"].expressions[:2])
    added = [column.alias for column in query.selects if not isinstance(column.unalias(), exp.Column)]
    if query.args.get("distinct"):
        return f"distinct_{query.selects[0].alias_or_name}"
    if added:
        return "with_" + "_and_".join(added[:2])
    return "joined" if query.args.get("joins") else "chosen"


def _name_sources(select: exp.Select) -> None:
    tables = (
        [join.this for join in (select.args["from_"], *select.args.get("joins", ()))] if _from(select) else []
    )
    names = [table.name for table in tables if isinstance(table, exp.Table)]
    new: dict[str, str] = {}
    for table in tables:
        if isinstance(table, exp.Table):
            own = table.name if names.count(table.name) == 1 else table.alias_or_name
            new[table.alias_or_name] = own
            alone = len(tables) == 1 or own != table.alias_or_name
            table.set(
                "alias", None if alone and own == table.name else exp.TableAlias(this=exp.to_identifier(own))
            )
    for column in select.find_all(exp.Column):
        if column.table in new:
            own = column.find_ancestor(exp.Select) is select
            column.set("table", None if own and len(tables) == 1 else exp.to_identifier(new[column.table]))
    for column in select.selects:
        if (
            isinstance(column, exp.Alias)
            and isinstance(column.this, exp.Column)
            and column.this.name == column.alias
        ):
            column.replace(column.this)


def _from(select: exp.Select) -> bool:
    return bool(select.args.get("from_"))
