{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("refunds") -%}

with

plain_rows as (

    {{ plain_rows("refunds") }}

),

typed as (

    select
        {{ as_text(raw.refund_id) }} as refund_id,
        {{ as_text(raw.order_id) }} as order_id,
        {{ as_timestamp(raw.refunded_at) }} as refunded_at,
        {{ as_decimal(raw.amount) }} as amount,
        {{ as_text(raw.currency) }} as currency,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("refunds") }}

)

select * from final
