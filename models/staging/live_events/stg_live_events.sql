{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("live_events") -%}

with

plain_rows as (

    {{ plain_rows("live_events") }}

),

typed as (

    select
        {{ as_text(raw.live_event_id) }} as live_event_id,
        {{ as_text(raw.name) }} as name,
        {{ as_text(raw.format) }} as format,
        {{ as_text(raw.topic) }} as topic,
        {{ as_timestamp(raw.starts_at) }} as starts_at,
        {{ as_timestamp(raw.ends_at) }} as ends_at,
        {{ as_integer(raw.capacity) }} as capacity,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("live_events") }}

)

select * from final
