{#- The months of 'all' hold every order, refund, review and new customer exactly once. -#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "The months of commerce_metrics do not hold every order, refund, review and new "
            "customer exactly once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(refunded_amount), 0) as refunded_amount,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(reviews), 0) as reviews,
        coalesce(sum(new_customers), 0) as new_customers
    from {{ ref("commerce_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

facts as (

    select
        (select count(*) from {{ ref("orders") }} where is_completed) as orders,
        (
            select coalesce(sum(base_amount), 0) from {{ ref("orders") }}
            where is_completed
        ) as gross_revenue,
        (
            select coalesce(sum(base_amount), 0) from {{ ref("refunds") }}
            where is_counted
        ) as refunded_amount,
        (select count(*) from {{ ref("reviews") }}) as reviews,
        (select count(*) from {{ ref("stg_customers") }}) as new_customers

)

select
    metrics.*,
    facts.gross_revenue as gross_revenue_of_facts
from metrics
cross join facts
where
    metrics.orders <> facts.orders
    or metrics.gross_revenue <> facts.gross_revenue
    or metrics.refunded_amount <> facts.refunded_amount
    or metrics.net_revenue <> facts.gross_revenue - facts.refunded_amount
    or metrics.reviews <> facts.reviews
    or metrics.new_customers <> facts.new_customers
