{#-
    In every period 'all' holds everybody who was there at its start by the orders and terms
    themselves [customer-presence], the customers that nobody knows included.
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "The totals of customer_retention are not those who were there by their orders and "
            "terms.",
    },
) }}

with

orders as (

    select distinct
        customer_id,
        ordered_date
    from {{ ref("orders") }}
    where
        is_completed
        and customer_id is not null

),

terms as (

    select
        customer_id,
        {{ local_date("started_at") }} as started_date,
        {{ local_date("ended_at") }} as ended_date
    from {{ ref("stg_subscriptions") }}

),

metrics as (

    select * from {{ ref("customer_retention") }}
    where dimension = 'all'

),

starts as (

    select distinct period_start from metrics

),

expected as (

    select
        'orders' as basis,
        starts.period_start,
        count(distinct orders.customer_id) as customers_at_start
    from starts
    inner join orders
        on
            starts.period_start > orders.ordered_date
            and {{ dbt.dateadd("day", -1 * var("churn_days"), "starts.period_start") }}
            <= orders.ordered_date
    group by starts.period_start

    union all

    select
        'subscription' as basis,
        starts.period_start,
        count(distinct terms.customer_id) as customers_at_start
    from starts
    inner join terms
        on
            starts.period_start > terms.started_date
            and (terms.ended_date is null or starts.period_start <= terms.ended_date)
    group by starts.period_start

)

select
    metrics.*,
    expected.customers_at_start as expected
from metrics
left join expected
    on
        metrics.basis = expected.basis
        and metrics.period_start = expected.period_start
where metrics.customers_at_start <> coalesce(expected.customers_at_start, 0)
