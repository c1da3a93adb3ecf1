with

events as (

    {{ source_rows(
        "eventbrite",
        "events",
        [
            "id",
            ["title", "name.text", "name__text", "name_text"],
            ["starts_at", "start.utc", "start__utc", "start_utc"],
            ["ends_at", "end.utc", "end__utc", "end_utc"],
            "capacity",
            "status",
            "online_event",
            "is_series_parent",
            "category_id",
        ],
        required=["id", "starts_at", "status"],
    ) }}

),

categories as (

    {{ source_rows(
        "eventbrite", "categories", ["id", "name"], required=["id", "name"], latest_by=["id"]
    ) }}

),

-- A draft is no event yet, and a series is the sum of its events.
final as (

    select
        events.connection || ':' || events.id as live_event_id,
        events.title as name,
        case when {{ is_true("events.online_event") }} then 'online' else 'in_person' end as format,
        coalesce(categories.name, events.category_id) as topic,
        events.starts_at,
        events.ends_at,
        events.capacity,
        events.brand,
        events._loaded_at,
        case
            when lower(events.status) in ('canceled', 'cancelled', 'deleted') then 'true'
            else events._is_deleted
        end as is_deleted
    from events
    left join categories
        on
            events.connection = categories.connection
            and events.category_id = categories.id
    where
        lower(events.status) is distinct from 'draft'
        and not {{ is_true("events.is_series_parent") }}

)

select * from final
