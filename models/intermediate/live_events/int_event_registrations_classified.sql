with

registrations as (

    select * from {{ ref("stg_event_registrations") }}

),

final as (

    select
        registrations.registration_id,
        registrations.live_event_id,
        {{ event_person_type(
            "registrations.customer_id", "registrations.contact_id"
        ) }} as person_type,
        {{ event_person_id(
            "registrations.customer_id", "registrations.contact_id", "registrations.registration_id"
        ) }} as person_id,
        registrations.customer_id,
        registrations.contact_id,

        registrations.acquisition_source,

        {{ is_registration(
            "registrations.registered_at",
            "registrations._has_registered_at",
            "coalesce(registrations.is_waitlisted, false)"
        ) }} as is_registration,
        registrations.cancelled_at is not null as is_cancelled,
        coalesce(registrations.is_waitlisted, false) as is_waitlisted,
        registrations.checked_in_at is not null as is_checked_in,
        registrations.followed_up_at is not null as is_followed_up,

        registrations.registered_at,
        registrations.checked_in_at,
        registrations.left_at,
        {{ registration_happened_at(
            "registrations.registered_at",
            "registrations.checked_in_at",
            "registrations.cancelled_at"
        ) }} as happened_at
    from registrations

)

select * from final
