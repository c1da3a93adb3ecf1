{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("subscriptions") -%}

with

plain_rows as (

    {{ plain_rows("subscriptions") }}

),

typed as (

    select
        {{ as_text(raw.subscription_id) }} as subscription_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.plan) }} as plan,
        {{ as_timestamp(raw.started_at) }} as started_at,
        {{ as_timestamp(raw.ended_at) }} as ended_at,
        {{ as_text(raw.end_reason) }} as end_reason,
        {{ as_decimal(raw.monthly_amount) }} as monthly_amount,
        {{ as_text(raw.currency) }} as currency,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("subscriptions") }}

)

select * from final
