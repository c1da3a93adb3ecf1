{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("web_events") -%}

with

plain_rows as (

    {{ plain_rows("web_events") }}

),

typed as (

    select
        {{ as_text(raw.web_event_id) }} as web_event_id,
        {{ as_text(raw.visitor_id) }} as visitor_id,
        {{ as_text(raw.session_id) }} as session_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.occurred_at) }} as occurred_at,
        {{ as_text(raw.event_name) }} as event_name,
        {{ as_text(raw.page_url) }} as page_url,
        {{ as_text(raw.page_path) }} as page_path,
        {{ as_text(raw.content_type) }} as content_type,
        {{ as_text(raw.content_id) }} as content_id,
        {{ as_text(raw.order_id) }} as order_id,
        {{ as_boolean(raw.contact_captured) }} as contact_captured,
        {{ as_decimal(raw.engaged_seconds) }} as engaged_seconds,
        {{ as_text(raw.referrer) }} as referrer,
        {{ as_text(raw.utm_source) }} as utm_source,
        {{ as_text(raw.utm_medium) }} as utm_medium,
        {{ as_text(raw.utm_campaign) }} as utm_campaign,
        {{ as_text(raw.device_type) }} as device_type,
        {{ as_text(raw.country) }} as country,
        {{ as_text(raw.user_agent) }} as user_agent,
        _row_number,
        {{ as_boolean(raw.is_bot) }} as is_bot,
        {{ as_text(raw.site) }} as site,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("web_events", with_row_number=true) }}

)

select * from final
