{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("orders") -%}

with

plain_rows as (

    {{ plain_rows("orders") }}

),

typed as (

    select
        {{ as_text(raw.order_id) }} as order_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.ordered_at) }} as ordered_at,
        {{ as_listed(raw.status) }} as status,
        {{ as_decimal(raw.amount) }} as amount,
        {{ as_text(raw.currency) }} as currency,
        {{ as_text(raw.sales_channel) }} as sales_channel,
        {{ as_text(raw.session_id) }} as session_id,
        {{ as_text(raw.brand) }} as brand,
        {{ as_decimal(raw.discount_amount) }} as discount_amount,
        {{ as_decimal(raw.shipping_amount) }} as shipping_amount,
        {{ as_decimal(raw.tax_amount) }} as tax_amount,
        {{ as_text(raw.source) }} as source,
        {{ as_text(raw.medium) }} as medium,
        {{ as_text(raw.campaign) }} as campaign,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("orders") }}

)

select * from final
