with

orders as (

    select * from {{ ref("int_orders_converted") }}
    where has_exchange_rate

),

ranked as (

    select
        *,
        -- Only completed orders that name a customer take this rank as their order_rank.
        row_number() over (
            partition by customer_id, is_completed
            order by ordered_at, order_id
        ) as rank_among_alike
    from orders

),

final as (

    select
        order_id,
        customer_id,
        session_id,

        status,
        sales_channel,
        currency,
        brand,
        source,
        medium,
        campaign,

        is_completed,
        customer_id is null as is_guest,

        case when is_completed and customer_id is not null then rank_among_alike end as order_rank,

        amount,
        discount_amount,
        shipping_amount,
        tax_amount,
        exchange_rate,
        base_amount,

        ordered_at,
        ordered_date
    from ranked

)

select * from final
