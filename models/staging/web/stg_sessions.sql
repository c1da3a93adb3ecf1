{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("sessions") -%}

with

plain_rows as (

    {{ plain_rows("sessions") }}

),

typed as (

    select
        {{ as_text(raw.session_id) }} as session_id,
        {{ as_text(raw.visitor_id) }} as visitor_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.started_at) }} as started_at,
        {{ as_timestamp(raw.ended_at) }} as ended_at,
        {{ as_integer(raw.page_views) }} as page_views,
        {{ as_decimal(raw.engaged_seconds) }} as engaged_seconds,
        {{ as_text(raw.traffic_source) }} as traffic_source,
        {{ as_text(raw.traffic_medium) }} as traffic_medium,
        {{ as_text(raw.campaign) }} as campaign,
        {{ as_text(raw.referrer) }} as referrer,
        {{ as_text(raw.landing_page) }} as landing_page,
        {{ as_text(raw.exit_page) }} as exit_page,
        {{ as_listed(raw.device_type) }} as device_type,
        {{ as_text(raw.country) }} as country,
        {{ as_text(raw.user_agent) }} as user_agent,
        {{ as_boolean(raw.is_bot) }} as is_bot,
        {{ as_text(raw.site) }} as site,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("sessions") }}

)

select * from final
