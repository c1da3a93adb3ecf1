{{ config(access="protected") }} {#- rejected_rows and build_audit read it -#}

with

orders as (

    select
        *,
        {{ local_date("ordered_at") }} as ordered_date,
        {{ currency_of(["currency"]) }} as order_currency
    from {{ ref("stg_orders") }}

),

exchange_rates as (

    select * from {{ ref("int_exchange_rates") }}

),

final as (

    select
        orders.order_id,
        orders.customer_id,
        orders.session_id,

        orders.status,
        {{ known_or_none("orders.sales_channel") }} as sales_channel,
        orders.order_currency as currency,
        {{ brand_of("orders.brand") }} as brand,
        {{ known_or_none("orders.source") }} as source,
        {{ known_or_none("orders.medium") }} as medium,
        {{ known_or_none("orders.campaign") }} as campaign,

        {{ is_completed_order("orders.status") }} as is_completed,
        exchange_rates.exchange_rate is not null as has_exchange_rate,

        orders.amount,
        orders.discount_amount,
        orders.shipping_amount,
        orders.tax_amount,
        exchange_rates.exchange_rate,
        {{ base_amount("orders.amount", "exchange_rates.exchange_rate") }} as base_amount,

        orders.ordered_at,
        orders.ordered_date,
        orders._loaded_at
    from orders
    left join exchange_rates
        on
            orders.order_currency = exchange_rates.currency
            and {{ is_rate_of_day(
                "orders.ordered_date", "exchange_rates.valid_from", "exchange_rates.valid_until"
            ) }}

)

select * from final
