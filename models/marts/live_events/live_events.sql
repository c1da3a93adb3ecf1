with

events as (

    select * from {{ ref("stg_live_events") }}

),

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

final as (

    select
        events.live_event_id,

        events.name as live_event_name,
        events.format,
        events.topic,
        {{ brand_of("events.brand") }} as brand,

        {{ is_event_over(
            "events.starts_at", "events.ends_at", "as_of_date.as_of_date"
        ) }} as is_over,

        events.capacity,

        events.starts_at,
        events.ends_at,
        {{ local_date("events.starts_at") }} as event_date
    from events
    cross join as_of_date

)

select * from final
