with

attendees as (

    {{ source_rows(
        "eventbrite",
        "attendees",
        [
            "id",
            "event_id",
            "created",
            "changed",
            "cancelled",
            "refunded",
            "checked_in",
            "affiliate",
            "barcodes",
            ["email", "profile.email", "profile__email", "profile_email"],
        ],
        required=["id", "event_id", "created"],
    ) }}

),

customers_of_others as (

    {{ customers_by_email("eventbrite") }}

),

-- Where the form does not ask for an address, a text stands in its place.
persons as (

    select
        attendees.*,
        case when attendees.email like '%@%' then lower(attendees.email) end as address,
        {{ is_true("attendees.cancelled") }} or {{ is_true("attendees.refunded") }} as is_gone,
        coalesce(
            {{ last_json_item("attendees.barcodes", "changed", "status", "used") }},
            case when {{ is_true("attendees.checked_in") }} then attendees.changed end
        ) as checked_in_at
    from attendees

),

final as (

    select
        persons.connection || ':' || persons.id as registration_id,
        persons.connection || ':' || persons.event_id as live_event_id,
        customers_of_others.customer_id,
        -- Tickets of one address are one person's.
        persons.connection || ':'
        || coalesce({{ dbt.hash("persons.address") }}, persons.id) as contact_id,
        persons.created as registered_at,
        -- A cancellation has no time of its own.
        case when persons.is_gone then persons.changed end as cancelled_at,
        case when persons.is_gone then 'true' else 'false' end as is_cancelled,
        persons.checked_in_at,
        persons.affiliate as acquisition_source,
        persons.brand,
        persons._loaded_at,
        persons._is_deleted as is_deleted
    from persons
    left join customers_of_others
        on
            persons.connection = customers_of_others.connection
            and persons.address = customers_of_others.email

)

select * from final
