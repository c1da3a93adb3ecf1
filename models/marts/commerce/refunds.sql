with

refunds as (

    select * from {{ ref("int_refunds_converted") }}
    where has_exchange_rate

),

final as (

    select
        refund_id,
        order_id,
        customer_id,

        sales_channel,
        currency,
        brand,
        source,
        medium,

        is_counted,

        amount,
        exchange_rate,
        base_amount,

        refunded_at,
        refunded_date
    from refunds

)

select * from final
