{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("reviews") -%}

with

plain_rows as (

    {{ plain_rows("reviews") }}

),

typed as (

    select
        {{ as_text(raw.review_id) }} as review_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.product_id) }} as product_id,
        {{ as_text(raw.channel) }} as channel,
        {{ as_timestamp(raw.reviewed_at) }} as reviewed_at,
        {{ as_decimal(raw.rating) }} as rating,
        {{ as_text(raw.body) }} as body,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("reviews") }}

)

select * from final
