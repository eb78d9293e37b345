"""The materialized views of a PostgreSQL warehouse: sales by day, month and product.

Each row says what release it is of (`release`, `as_of`), so a view that could not be refreshed says so itself.
They are made from small tables, so refreshing them does not cost more as lines grow.
"""

from __future__ import annotations

from collections.abc import Container

from tillhouse.warehouses._postgres.connection import Connection
from tillhouse.warehouses._postgres.names import SCHEMA, quoted
from tillhouse.warehouses._sql_words import literal

_AS_OF = f"""
    (SELECT release FROM {SCHEMA}.loaded_release) AS release,
    (SELECT as_of FROM {SCHEMA}.loaded_release) AS as_of
"""
_MONEY = """
    sum(lines)::bigint AS lines,
    sum(quantity) FILTER (WHERE line_type = 'product') AS units,
    coalesce(sum(gross_amount) FILTER (WHERE line_type = 'product' AND event IN ('sale', 'free')), 0) AS gross_sales,
    coalesce(sum(amount) FILTER (WHERE line_type = 'product' AND event NOT IN ('sale', 'free')), 0) AS reversals,
    coalesce(sum(amount) FILTER (WHERE line_type <> 'product'), 0)
        - coalesce(sum(discount) FILTER (WHERE line_type = 'product' AND event IN ('sale', 'free')), 0) AS other_income,
    sum(amount) AS net_sales
"""


def _sales(*key: str) -> str:
    columns = ", ".join("coalesce(country, '') AS country" if name == "country" else name for name in key)
    return (
        f"SELECT {columns}, {_MONEY}, {_AS_OF} FROM {SCHEMA}.sales_bridge "
        f"GROUP BY {', '.join(str(place) for place in range(1, len(key) + 1))}"
    )


#: Name to key, query, and what one row is.
VIEWS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "sales_by_day": (
        ("business_date", "country", "currency"),
        _sales("business_date", "country", "currency"),
        "One row per trading day, country (empty: none received) and currency.",
    ),
    "sales_by_month": (
        ("month", "country", "currency"),
        _sales("month", "country", "currency"),
        "One row per month, country (empty: none received) and currency.",
    ),
    "sales_by_product": (
        ("stock_code", "currency"),
        f"""
        SELECT stock_code, currency, max(name) AS name,
            sum(product_lines)::bigint AS product_lines, sum(units) AS units,
            sum(amount) AS net_product_sales,
            min(months.first_sold_at) AS first_sold_at, max(months.last_sold_at) AS last_sold_at, {_AS_OF}
        FROM {SCHEMA}.product_months AS months LEFT JOIN {SCHEMA}.dim_product USING (stock_code)
        GROUP BY stock_code, currency
        """,
        "One row per product and currency, over all time.",
    ),
}
#: The tables that each is made from.
READ = {
    "sales_by_day": ("sales_bridge",),
    "sales_by_month": ("sales_bridge",),
    "sales_by_product": ("product_months", "dim_product"),
}


def drop(connection: Connection) -> None:
    """Drop the views, which stand in the way of changing the tables they read."""
    for name in VIEWS:
        connection.execute(f"DROP MATERIALIZED VIEW IF EXISTS {quoted(name)}")
    connection.execute(f"DELETE FROM {SCHEMA}.loaded_table WHERE table_name = ANY(%s)", (list(VIEWS),))


def make(connection: Connection, tables: Container[str]) -> None:
    """Make the views that are missing or defined otherwise, where their ``tables`` are there; without rows,
    until the first `refresh`.
    """
    query = f"SELECT table_name, shape FROM {SCHEMA}.loaded_table WHERE table_name = ANY(%s)"
    known = dict(connection.execute(query, (list(VIEWS),)).fetchall())
    for name, (key, select, meaning) in VIEWS.items():
        if known.get(name) == select or not all(read in tables for read in READ[name]):
            continue
        connection.execute(
            f"DROP MATERIALIZED VIEW IF EXISTS {quoted(name)};"
            f"CREATE MATERIALIZED VIEW {quoted(name)} AS {select} WITH NO DATA;"
            f'CREATE UNIQUE INDEX "{name}_key" ON {quoted(name)} ({", ".join(key)});'
            f"COMMENT ON MATERIALIZED VIEW {quoted(name)} IS {literal(meaning)}"
        )
        connection.execute(
            f"INSERT INTO {SCHEMA}.loaded_table VALUES (%s, %s, '') ON CONFLICT (table_name) "
            "DO UPDATE SET shape = excluded.shape",
            (name, select),
        )


def refresh(connection: Connection, *, changed: bool) -> list[str]:
    """Refresh all views, beside their readers; what could not be refreshed keeps its rows, and is named.

    changed: rows of tables were written; else only views of another release are refreshed.
    """
    import psycopg

    query = "SELECT matviewname, ispopulated FROM pg_catalog.pg_matviews WHERE schemaname = %s"
    notes = []
    for name, populated in connection.execute(query, (SCHEMA,)).fetchall():
        if name not in VIEWS or (populated and not changed and _current(connection, name)):
            continue
        beside = "CONCURRENTLY " if populated else ""
        try:
            with connection.transaction():
                connection.execute(f"REFRESH MATERIALIZED VIEW {beside}{quoted(name)}")
        except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled) as error:
            reason = str(error).splitlines()[0]
            notes.append(f"{name} keeps the rows of an earlier release, as its column as_of says: {reason}")
    return notes


def _current(connection: Connection, name: str) -> bool:
    one = f"SELECT as_of FROM {quoted(name)} LIMIT 1"
    query = f"SELECT count(*) FROM ({one}) AS v JOIN {SCHEMA}.loaded_release USING (as_of)"
    return bool(connection.execute(query).fetchone()[0])
