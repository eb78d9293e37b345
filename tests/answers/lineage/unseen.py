"""Edges by which nothing was seen to change, and why: what is read, what comes from it, the reason."""

from __future__ import annotations

#: Names may have wildcards; several are separated by spaces.
UNSEEN: tuple[tuple[str, str, str], ...] = (
    (
        "raw_sales.supersedes",
        "ledger.*",
        "Of equal lines it decides which comes first; as a whole they say the same.",
    ),
    (
        "ledger.feed",
        "basket_sizes.[cft]* sales_hours.[bchsu]* sales_hours.product_lines",
        "An order is a feed and an invoice: lines are grouped by it, and then what they come to is added up again.",
    ),
    (
        "ledger.event",
        "sales_hours.[bchsu]* sales_hours.product_lines",
        "Orders are counted for sales alone: lines are grouped by it, and then added up again.",
    ),
    (
        "ledger.feed ledger.order_id",
        "store_sales.[cdglmnrstu]* store_sales.other_income",
        "An order is a feed and its number: lines are grouped by it, and then what they come to is added up again.",
    ),
    (
        "ledger.invoice_no ledger.line_id ledger.line_type",
        "store_sales.orders",
        "They tell orders where a line has no number of one; here each sale has.",
    ),
    (
        "raw_sales.amount* raw_sales.discount raw_sales.gross_amount raw_sales.kind raw_sales.order_total "
        "raw_sales.part raw_sales.role raw_sales.status raw_sales.tax",
        "statement.amount statement.unknown",
        "Read only where the feed has such a column, such as totals or discounts; this one has prices.",
    ),
    (
        "raw_sales.amount",
        "ledger.tax ledger.occurrence ledger.redelivered ledger.fate ledger.issues ledger.score",
        "It only gives its type to a tax that the feed lacks, by which equal lines are told apart.",
    ),
    (
        "repairs.action repairs.line_id",
        "ledger.occurrence",
        "A decided record that was corrected before is no repeat; none of those is among equal lines here.",
    ),
    (
        "raw_sales.role",
        "ledger.occurrence",
        "Equal lines are told apart by it; of totals, few lines are equal and differ in this alone.",
    ),
    (
        "fact_returns.sale_month",
        "returns_bridge.*",
        "It is one of two months that a return is booked in; the other keeps its rows.",
    ),
    (
        "dim_customer.customer_key dim_customer.customer_version_key",
        "customer_versions.*",
        "Groups have them as keys beside the customer, from whom they follow.",
    ),
    (
        "observation_window.last_day",
        "product_lifecycle.* product_elasticity.*",
        "It leaves out products that are first sold after it; there is none in a small lake.",
    ),
    (
        "price_history.last_sold_at",
        "product_lifecycle.price_usual",
        "Of prices at which equally many units were sold the latest is the usual one; no two are equal here.",
    ),
    (
        "dim_date.retail_year",
        "product_elasticity.price* product_elasticity.verdict",
        "A small lake has few weeks of another retail year, and their prices occur in other weeks too.",
    ),
    (
        "sales_hours.sales",
        "anomaly_rules.alerts_of_countries",
        "No country of a small lake is judged on enough days.",
    ),
    (
        "ledger.invoice_no ledger.line_id ledger.line_type ledger.order_id",
        "daily_sales.orders",
        "Orders have no figure where no line of a month is of an order; each month of this lake has one that is.",
    ),
    (
        "daily_sales.currency",
        "converted_sales.reporting_currency",
        "Read only where the shop does not say in which currency it reports; this one does.",
    ),
    (
        "demand_days.currency demand_days.split demand_days.series",
        "forecast_accuracy.* sales_forecast.*",
        "Each series has a row for every day, or the body refuses it: series cannot be merged or divided here.",
    ),
    (
        "ledger.invoice_no ledger.line_id ledger.quantity ledger.tax",
        "basket_sizes.* product_baskets.* product_recommendations.* kpis.*",
        "They tell whether lines say a number, a quantity or a tax at all; here some do, whichever line is changed.",
    ),
    (
        "sales_bridge.tax",
        "kpis.*",
        "No line of this lake says a tax, so tax has no value, whatever the sums say.",
    ),
    (
        "churn_calibration.intercept churn_calibration.slope",
        "customer_churn.probability",
        "Probabilities answer recalibrated only where that did better; for customers of this lake it did not.",
    ),
)
