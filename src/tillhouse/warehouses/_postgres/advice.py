"""Advice on a PostgreSQL warehouse, from its own statistics. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tillhouse.warehouses._postgres import views as views
from tillhouse.warehouses._postgres.connection import Connection
from tillhouse.warehouses._postgres.names import SCHEMA, quoted, using
from tillhouse.warehouses._shape import INDEXES
from tillhouse.warehouses._sql_words import listed

#: Kind, what was seen, and what to do.
Words = tuple[str, str, str]
#: A query slower than this on average is named, in milliseconds.
SLOW_MS = 100
_MOST = 5
_SHOWN = 160
_ENABLE = (
    "Add pg_stat_statements to shared_preload_libraries in postgresql.conf, restart, then "
    "CREATE EXTENSION pg_stat_statements;"
)
_OURS = f"schemaname = '{SCHEMA}'"
#: A partition counts as the table, and its index as the index, as it is a part of it.
_WHOLE = f"""
    SELECT coalesce(parent.relname, leaf.relname) AS name, leaf.oid AS part FROM pg_class AS leaf
    LEFT JOIN pg_inherits ON inhrelid = leaf.oid LEFT JOIN pg_class AS parent ON parent.oid = inhparent
    WHERE leaf.relnamespace = '{SCHEMA}'::regnamespace
"""
_SLOW = """
    SELECT round(mean_exec_time::numeric, 1), calls, query FROM {schema}.pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query ~* '^\\s*(select|with|table)' AND mean_exec_time > %s ORDER BY total_exec_time DESC LIMIT %s
"""
_UNUSED = f"""
    SELECT whole.name, pg_size_pretty(sum(pg_relation_size(indexrelid))) FROM pg_stat_user_indexes
    JOIN ({_WHOLE}) AS whole ON part = indexrelid JOIN pg_index USING (indexrelid)
    WHERE {_OURS} AND NOT indisunique GROUP BY whole.name
    HAVING sum(idx_scan) = 0 AND sum(pg_relation_size(indexrelid)) > 65536 ORDER BY whole.name
"""
_WHOLE_READS = f"""
    SELECT whole.name, sum(seq_scan), sum(seq_tup_read) / greatest(sum(seq_scan), 1) FROM pg_stat_user_tables
    JOIN ({_WHOLE}) AS whole ON part = relid WHERE {_OURS} GROUP BY whole.name
    HAVING sum(seq_scan) > 100 AND sum(seq_scan) > coalesce(sum(idx_scan), 0)
        AND sum(seq_tup_read) / greatest(sum(seq_scan), 1) > 5000 ORDER BY 2 DESC
"""
_STALE = f"""
    SELECT relname, n_mod_since_analyze, n_live_tup FROM pg_stat_user_tables
    WHERE {_OURS} AND n_mod_since_analyze > 1000 AND n_mod_since_analyze > n_live_tup / 5 ORDER BY 2 DESC
"""
_DEAD = f"""
    SELECT relname, n_dead_tup, n_live_tup FROM pg_stat_user_tables
    WHERE {_OURS} AND n_dead_tup > 10000 AND n_dead_tup > n_live_tup ORDER BY 2 DESC
"""


def findings(connection: Connection) -> Iterator[Words]:
    """Everything that can be said, what loses or hides rows first."""
    for source in (_strays, _late_views, _slow, _lost_indexes, _whole_reads, _unused, _stale, _dead):
        yield from source(connection)


def _strays(connection: Connection) -> Iterator[Words]:
    query = f"SELECT relname FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace AND relispartition"
    for (name,) in connection.execute(query + " AND relname LIKE '%\\_other'").fetchall():
        (rows,) = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
        if rows:
            table = name.removesuffix("_other")
            what = f"{rows:,} rows of {table} are of months that no load has brought."
            yield "stray rows", what, "See them:  tillhouse warehouse check"


def _late_views(connection: Connection) -> Iterator[Words]:
    query = "SELECT matviewname FROM pg_matviews WHERE schemaname = %s AND ispopulated ORDER BY 1"
    for (name,) in connection.execute(query, (SCHEMA,)).fetchall():
        if name in views.VIEWS:
            query = f"SELECT v.as_of FROM {quoted(name)} AS v, {SCHEMA}.loaded_release AS r WHERE v.as_of <> r.as_of"
            row = connection.execute(f"{query} LIMIT 1").fetchone()
            if row:
                do = f"REFRESH MATERIALIZED VIEW CONCURRENTLY {quoted(name)};"
                yield (
                    "late view",
                    f"{name} shows the release published {row[0]}, not the one that is loaded.",
                    do,
                )


def _slow(connection: Connection) -> Iterator[Words]:
    import psycopg

    query = (
        "SELECT nspname FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = %s"
    )
    row = connection.execute(query, ("pg_stat_statements",)).fetchone()
    if row is None:
        yield "slow queries", "pg_stat_statements is not there, so queries are not counted.", _ENABLE
        return
    try:
        with connection.transaction():
            found = connection.execute(_SLOW.format(schema=row[0]), (SLOW_MS, _MOST)).fetchall()
    except psycopg.Error as error:
        yield "slow queries", f"pg_stat_statements cannot be read: {str(error).splitlines()[0]}", _ENABLE
        return
    for mean, calls, text in found:
        short = " ".join(text.split())[:_SHOWN]
        yield (
            "slow query",
            f"{mean} ms on average in {calls:,} calls: {short}",
            f"EXPLAIN (ANALYZE, BUFFERS) {short}",
        )


def _lost_indexes(connection: Connection) -> Iterator[Words]:
    query = f"SELECT tablename, indexname FROM pg_indexes WHERE {_OURS}"
    present = set(connection.execute(query).fetchall())
    tables = {
        name for (name,) in connection.execute(f"SELECT table_name FROM {SCHEMA}.loaded_table").fetchall()
    }
    for table in sorted(tables & set(INDEXES)):
        for one in INDEXES[table]:
            if (table, f"{table}_{one.name}") not in present:
                where = f" WHERE {one.where}" if one.where else ""
                on = f"ON {quoted(table)} USING {using(one)} ({listed(one.columns)})"
                do = f'CREATE INDEX "{table}_{one.name}" {on}{where};'
                yield "missing index", f"The index {table}_{one.name} that a load makes is not there.", do


def _rows_of(kind: str, query: str, what: str, do: str) -> Callable[[Connection], Iterator[Words]]:
    def found(connection: Connection) -> Iterator[Words]:
        for name, *figures in connection.execute(query).fetchall():
            yield kind, what.format(name, *figures), do.format(quoted(name))

    return found


_whole_reads = _rows_of(
    "read whole",
    _WHOLE_READS,
    "{0} was read from end to end {1:,} times, {2:,.0f} rows each, more often than by an index.",
    "Look at the slow queries on {0}; an index on the columns they filter by may help.",
)
_unused = _rows_of(
    "unused index",
    _UNUSED,
    "No query has used {0} ({1}) since statistics began.",
    "If that stays so:  DROP INDEX {0};  a load does not make it again.",
)
_stale = _rows_of(
    "old statistics", _STALE, "{0} has changed by {1:,} rows of {2:,} since it was analyzed.", "ANALYZE {0};"
)
_dead = _rows_of(
    "dead rows",
    _DEAD,
    "{0} holds {1:,} rows that nobody sees any more, and {2:,} that are seen.",
    "VACUUM {0};",
)
