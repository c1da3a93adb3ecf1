{#-
    The last row of 'all' holds every customer with an order up to the as-of date, what they paid
    and what they got back: the parts are totals to date, so that what is lost stays lost.
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "The totals of customer_value_metrics are not what the orders, refunds and customers "
            "come to.",
    },
) }}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

orders as (

    select
        count(distinct orders.customer_id) as customers_with_orders,
        count(distinct orders.customer_id) filter (
            where orders.order_rank > 1
        ) as repeat_customers_to_date,
        coalesce(sum(orders.base_amount), 0) as gross_revenue
    from {{ ref("orders") }} as orders
    inner join as_of_date
        on orders.ordered_date <= as_of_date.as_of_date
    where
        orders.is_completed
        and orders.customer_id is not null

),

refunds as (

    select coalesce(sum(refunds.base_amount), 0) as refunded_amount
    from {{ ref("refunds") }} as refunds
    inner join as_of_date
        on refunds.refunded_date <= as_of_date.as_of_date
    where
        refunds.is_counted
        and refunds.customer_id is not null

)

select
    metrics.*,
    orders.gross_revenue,
    refunds.refunded_amount
from {{ ref("customer_value_metrics") }} as metrics
inner join {{ ref("int_periods") }} as periods
    on
        metrics.period_grain = periods.period_grain
        and metrics.period_start = periods.period_start
inner join as_of_date
    on periods.last_known_day = as_of_date.as_of_date
cross join orders
cross join refunds
where
    metrics.dimension = 'all'
    and (
        metrics.customers_with_orders <> orders.customers_with_orders
        or metrics.repeat_customers_to_date <> orders.repeat_customers_to_date
        or metrics.customer_gross_revenue_to_date <> orders.gross_revenue
        or metrics.customer_net_revenue_to_date <> orders.gross_revenue - refunds.refunded_amount
    )
