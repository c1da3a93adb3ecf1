with

registrations as (

    select * from {{ ref("int_event_registrations_classified") }}

),

events as (

    select * from {{ ref("live_events") }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by live_event_id, person_type, person_id
            order by happened_at nulls last, registration_id
        ) as registration_rank
    from registrations

),

people as (

    select
        live_event_id,
        person_type,
        person_id,
        max(customer_id) as customer_id,
        min_by(contact_id, registration_rank) filter (where contact_id is not null) as contact_id,
        min_by(acquisition_source, registration_rank) filter (
            where acquisition_source is not null
        ) as acquisition_source,
        min_by(brand, registration_rank) filter (where brand is not null) as brand,
        bool_or(is_registration) as is_registered,
        bool_or(is_registration)
        and not bool_or(is_registration and not is_cancelled) as is_cancelled,
        bool_or(is_waitlisted) and not bool_or(is_registration) as is_waitlisted,
        bool_or(is_checked_in) as is_checked_in,
        bool_or(is_followed_up) as is_followed_up,
        min(registered_at) as registered_at,
        min(checked_in_at) as checked_in_at,
        max(left_at) as left_at,
        min(happened_at) as happened_at
    from ranked
    group by
        live_event_id,
        person_type,
        person_id

),

final as (

    select
        people.live_event_id,
        people.person_type,
        people.person_id,
        people.customer_id,
        people.contact_id,

        people.acquisition_source,
        {{ brand_of("events.brand, people.brand") }} as brand,

        coalesce(events.is_over, false) as is_event_over,
        people.is_registered,
        people.is_cancelled,
        people.is_waitlisted,
        {{ is_walk_in(
            "people.is_checked_in", "people.is_registered", "people.is_waitlisted"
        ) }} as is_walk_in,
        people.is_checked_in,
        {{ is_no_show(
            "coalesce(events.is_over, false)",
            is_active_registration("people.is_registered", "people.is_cancelled"),
            "people.is_checked_in"
        ) }} as is_no_show,
        people.is_followed_up,

        people.registered_at,
        people.checked_in_at,
        people.left_at,
        coalesce(events.event_date, {{ local_date("people.happened_at") }}) as event_date
    from people
    left join events
        on people.live_event_id = events.live_event_id

)

select * from final
