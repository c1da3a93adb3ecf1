{#-
    Nobody comes or goes between the end of a period and the start of the next. Only the level may
    change there: it is that of the start of each period [plan-of-period].
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "Customers come or go in customer_retention between the end of a period and the start "
            "of the next.",
    },
) }}

with

periods as (

    select
        *,
        lead(customers_at_start) over (
            partition by basis, period_grain, dimension, dimension_value
            order by period_start
        ) as next_customers_at_start
    from {{ ref("customer_retention") }}

)

select *
from periods
where
    customers_at_end <> next_customers_at_start
    and dimension <> 'subscription_level'
