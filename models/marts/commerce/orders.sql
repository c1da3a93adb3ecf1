with

orders as (

    select * from {{ ref("int_orders_converted") }}
    where has_exchange_rate

),

ranked as (

    select
        *,
        case
            when is_completed and customer_id is not null
                then row_number() over (
                    partition by customer_id, is_completed
                    order by ordered_at, order_id
                )
        end as order_rank
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

        is_completed,
        customer_id is null as is_guest,

        order_rank,

        amount,
        exchange_rate,
        base_amount,

        ordered_at,
        ordered_date
    from ranked

)

select * from final
