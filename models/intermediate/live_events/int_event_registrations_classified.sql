with

staged as (

    select * from {{ ref("stg_event_registrations") }}

),

junk_identifiers as (

    select * from {{ ref("junk_identifiers") }}

),

-- A contact that is a placeholder is none, or all of its rows would be one person.
registrations as (

    select
        staged.*,
        case when junk_identifiers.identifier is null then staged.contact_id end as known_contact_id
    from staged
    left join junk_identifiers
        on {{ is_junk_identifier("staged.contact_id", "junk_identifiers.identifier") }}

),

final as (

    select
        registrations.registration_id,
        registrations.live_event_id,
        {{ event_person_type(
            "registrations.customer_id", "registrations.known_contact_id"
        ) }} as person_type,
        {{ event_person_id(
            "registrations.customer_id",
            "registrations.known_contact_id",
            "registrations.registration_id"
        ) }} as person_id,
        registrations.customer_id,
        registrations.known_contact_id as contact_id,

        registrations.acquisition_source,
        registrations.brand,

        {{ is_registration(
            "registrations.registered_at",
            "registrations._has_registered_at",
            "coalesce(registrations.is_waitlisted, false)"
        ) }} as is_registration,
        {{ is_cancelled_registration(
            "registrations.is_cancelled", "registrations.cancelled_at"
        ) }} as is_cancelled,
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
