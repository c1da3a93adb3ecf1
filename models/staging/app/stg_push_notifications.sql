{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("push_notifications") -%}

with

plain_rows as (

    {{ plain_rows("push_notifications") }}

),

typed as (

    select
        {{ as_text(raw.notification_id) }} as notification_id,
        {{ as_text(raw.device_id) }} as device_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.campaign) }} as campaign,
        {{ as_timestamp(raw.sent_at) }} as sent_at,
        {{ as_timestamp(raw.delivered_at) }} as delivered_at,
        {{ as_timestamp(raw.opened_at) }} as opened_at,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("push_notifications") }}

)

select * from final
