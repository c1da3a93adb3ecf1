{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("app_sessions") -%}

with

plain_rows as (

    {{ plain_rows("app_sessions") }}

),

typed as (

    select
        {{ as_text(raw.app_session_id) }} as app_session_id,
        {{ as_text(raw.device_id) }} as device_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.started_at) }} as started_at,
        {{ as_timestamp(raw.ended_at) }} as ended_at,
        {{ as_decimal(raw.foreground_seconds) }} as foreground_seconds,
        {{ as_integer(raw.screens) }} as screens,
        {{ as_text(raw.platform) }} as platform,
        {{ as_text(raw.app_version) }} as app_version,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("app_sessions") }}

)

select * from final
