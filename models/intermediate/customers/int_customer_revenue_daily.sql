with

stitched_rows as (

    select * from {{ ref("int_rows_stitched") }}

),

orders as (

    select
        order_id,
        ordered_date as revenue_date,
        base_amount as gross_revenue
    from {{ ref("orders") }}
    where is_completed

),

refunds as (

    select
        refund_id,
        refunded_date as revenue_date,
        base_amount as refunded_amount
    from {{ ref("refunds") }}
    where is_counted

),

revenue_rows as (

    select
        stitched_rows.customer_id,
        orders.revenue_date,
        1 as orders,
        orders.gross_revenue,
        0 as refunded_amount
    from orders
    inner join stitched_rows
        on
            stitched_rows.fact = 'orders'
            and orders.order_id = stitched_rows.row_id

    union all

    select
        stitched_rows.customer_id,
        refunds.revenue_date,
        0 as orders,
        0 as gross_revenue,
        refunds.refunded_amount
    from refunds
    inner join stitched_rows
        on
            stitched_rows.fact = 'refunds'
            and refunds.refund_id = stitched_rows.row_id

),

final as (

    select
        customer_id,
        revenue_date,
        cast(sum(orders) as bigint) as orders,
        cast(sum(gross_revenue) as {{ money_type() }}) as gross_revenue,
        cast(sum(gross_revenue - refunded_amount) as {{ money_type() }}) as net_revenue
    from revenue_rows
    where customer_id is not null
    group by all

)

select * from final
