with

orders as (

    select * from {{ ref("int_orders_converted") }}
    where
        has_exchange_rate
        and is_completed
        and customer_id is not null

),

subscriptions as (

    select * from {{ ref("int_subscriptions_dated") }}

),

-- The days at whose start one order or one term makes the customer a customer, by basis.
spans as (

    select
        'orders' as basis,
        customer_id,
        {{ order_present_from("ordered_date") }} as present_from,
        {{ order_present_until("ordered_date") }} as present_until
    from orders

    union all

    select
        'subscription' as basis,
        customer_id,
        present_from,
        present_until
    from subscriptions

),

-- Spans that overlap or touch are merged, so that no customer counts twice on a day.
ordered_spans as (

    select
        basis,
        customer_id,
        present_from,
        present_until,
        max(present_until) over (
            partition by basis, customer_id
            order by present_from, present_until
            rows between unbounded preceding and 1 preceding
        ) as previous_until
    from spans

),

numbered_spans as (

    select
        *,
        sum(
            case
                when present_from <= {{ dbt.dateadd("day", 1, "previous_until") }} then 0
                else 1
            end
        ) over (
            partition by basis, customer_id
            order by present_from, present_until
            rows between unbounded preceding and current row
        ) as span_number
    from ordered_spans

),

final as (

    select
        basis,
        customer_id,
        min(present_from) as present_from,
        max(present_until) as present_until
    from numbered_spans
    group by
        basis,
        customer_id,
        span_number

)

select * from final
