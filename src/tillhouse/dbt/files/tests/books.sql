-- The ledger made here closes against the books of the lake, which were read by other code: for each delivery, month
-- and fate the same records and the same money.
{{ config(severity='error') }}
with counted as (
  select month, delivery, fate, count(*) as n_rows, coalesce(sum(cast(amount as decimal(38, 6))), 0) as amount
  from {{ ref('ledger') }}
  group by month, delivery, fate
), booked as (
  select month, delivery, item as fate, "rows" as n_rows, amount
  from {{ source('lake', 'statement') }}
  where aspect = 'fate'
)
select
  coalesce(counted.month, booked.month) as month,
  coalesce(counted.delivery, booked.delivery) as delivery,
  coalesce(counted.fate, booked.fate) as fate,
  counted.n_rows as counted_rows,
  booked.n_rows as booked_rows,
  counted.amount as counted_amount,
  booked.amount as booked_amount
from counted
full outer join booked
  on counted.month = booked.month and counted.delivery = booked.delivery and counted.fate = booked.fate
where counted.n_rows is null or booked.n_rows is null
  or counted.n_rows <> booked.n_rows or counted.amount <> booked.amount
