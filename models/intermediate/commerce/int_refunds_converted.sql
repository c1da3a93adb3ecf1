{{ config(access="protected") }} {#- rejected_rows and build_audit read it -#}

with

refunds as (

    select
        *,
        {{ local_date("refunded_at") }} as refunded_date
    from {{ ref("stg_refunds") }}

),

-- All staged orders, also those without an exchange rate: a refund may take its currency from an
-- order that cannot be converted.
orders as (

    select * from {{ ref("stg_orders") }}

),

exchange_rates as (

    select * from {{ ref("int_exchange_rates") }}

),

with_orders as (

    select
        refunds.refund_id,
        refunds.order_id,
        orders.customer_id,

        {{ known_or_none("orders.sales_channel") }} as sales_channel,
        {{ currency_of(["refunds.currency", "orders.currency"]) }} as currency,
        case
            when coalesce(refunds.brand, orders.order_id) is null then '(none)'
            else {{ brand_of("refunds.brand, orders.brand") }}
        end as brand,
        {{ known_or_none("orders.source") }} as source,
        {{ known_or_none("orders.medium") }} as medium,

        {{ is_counted_refund("orders.status") }} as is_counted,

        refunds.amount,

        refunds.refunded_at,
        refunds.refunded_date,
        refunds._loaded_at
    from refunds
    left join orders
        on refunds.order_id = orders.order_id

),

final as (

    select
        with_orders.refund_id,
        with_orders.order_id,
        with_orders.customer_id,

        with_orders.sales_channel,
        with_orders.currency,
        with_orders.brand,
        with_orders.source,
        with_orders.medium,

        with_orders.is_counted,
        exchange_rates.exchange_rate is not null as has_exchange_rate,

        with_orders.amount,
        exchange_rates.exchange_rate,
        {{ base_amount("with_orders.amount", "exchange_rates.exchange_rate") }} as base_amount,

        with_orders.refunded_at,
        with_orders.refunded_date,
        with_orders._loaded_at
    from with_orders
    left join exchange_rates
        on
            with_orders.currency = exchange_rates.currency
            and {{ is_rate_of_day(
                "with_orders.refunded_date",
                "exchange_rates.valid_from",
                "exchange_rates.valid_until"
            ) }}

)

select * from final
