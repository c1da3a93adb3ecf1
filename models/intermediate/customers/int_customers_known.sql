with

crm_customers as (

    select
        customer_id,
        created_date as known_date
    from {{ ref("int_customer_attributes") }}

),

first_orders as (

    select
        stitched_rows.customer_id,
        min(orders.ordered_date) as known_date
    from {{ ref("orders") }} as orders
    inner join {{ ref("int_rows_stitched") }} as stitched_rows
        on
            stitched_rows.fact = 'orders'
            and orders.order_id = stitched_rows.row_id
    where
        orders.is_completed
        and stitched_rows.customer_id is not null
    group by stitched_rows.customer_id

),

all_customers as (

    select
        customer_id,
        known_date
    from crm_customers

    union all

    select
        customer_id,
        known_date
    from first_orders

),

final as (

    select
        customer_id,
        min(known_date) as known_date
    from all_customers
    group by customer_id

)

select * from final
