{#-
    Of the last month of score_backtest: who bought and was active, straight from the facts, and the
    area by ranks instead of by pairs: (sum of the ranks of those who did it - p * (p + 1) / 2) / (p
    * n), where equal scores share the mean of their ranks [score-backtest].
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "score_backtest has other buyers, active customers or areas for its last month than "
            "the orders, person_activity and the ranks of the scores give.",
    },
) }}

with

backtest as (

    select
        *,
        {{ period_end("month", "month_start") }} as month_end,
        {{ dbt.dateadd("day", var("backtest_days"), period_end("month", "month_start")) }}
            as last_day
    from {{ ref("score_backtest") }}
    where dimension = 'all'
    qualify month_start = max(month_start) over ()

),

buyers as (

    select distinct orders.customer_id
    from {{ ref("orders") }} as orders
    inner join backtest
        on
            orders.ordered_date > backtest.month_end
            and orders.ordered_date <= backtest.last_day
    where orders.is_completed

),

active_customers as (

    select distinct activity.customer_id
    from {{ ref("person_activity") }} as activity
    inner join backtest
        on
            activity.activity_date > backtest.month_end
            and activity.activity_date <= backtest.last_day
    where activity.makes_active

),

customers as (

    select
        rank() over (order by scores.score)
        + (count(*) over (partition by scores.score) - 1) / 2.0 as score_rank,
        case when buyers.customer_id is null then 0 else 1 end as is_buyer,
        case when active_customers.customer_id is null then 0 else 1 end as is_active
    from {{ ref("customer_engagement_monthly") }} as scores
    inner join backtest
        on scores.month_start = backtest.month_start
    left join buyers
        on scores.customer_id = buyers.customer_id
    left join active_customers
        on scores.customer_id = active_customers.customer_id

),

recomputed as (

    select
        count(*) as customers,
        sum(is_active) as active_customers,
        sum(is_buyer) as buyers,
        sum(score_rank * is_active) - sum(is_active) * (sum(is_active) + 1) / 2.0 as active_area,
        sum(score_rank * is_buyer) - sum(is_buyer) * (sum(is_buyer) + 1) / 2.0 as buying_area
    from customers

)

select backtest.*
from backtest
cross join recomputed
where
    backtest.customers <> recomputed.customers
    or backtest.active_customers <> recomputed.active_customers
    or backtest.buyers <> recomputed.buyers
    or abs(
        coalesce(backtest.auc_active, 0)
        - coalesce({{ ratio(
            "recomputed.active_area",
            "(recomputed.active_customers * (recomputed.customers - recomputed.active_customers))"
        ) }}, 0)
    ) > 0.000000001
    or abs(
        coalesce(backtest.auc_buying, 0)
        - coalesce({{ ratio(
            "recomputed.buying_area",
            "(recomputed.buyers * (recomputed.customers - recomputed.buyers))"
        ) }}, 0)
    ) > 0.000000001
