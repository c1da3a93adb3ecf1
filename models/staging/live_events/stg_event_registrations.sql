{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("event_registrations") -%}

with

plain_rows as (

    {{ plain_rows("event_registrations") }}

),

typed as (

    select
        {{ as_text(raw.registration_id) }} as registration_id,
        {{ as_text(raw.live_event_id) }} as live_event_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.contact_id) }} as contact_id,
        {{ as_timestamp(raw.registered_at) }} as registered_at,
        {{ as_timestamp(raw.cancelled_at) }} as cancelled_at,
        {{ as_boolean(raw.is_waitlisted) }} as is_waitlisted,
        {{ as_timestamp(raw.checked_in_at) }} as checked_in_at,
        {{ as_timestamp(raw.left_at) }} as left_at,
        {{ as_timestamp(raw.followed_up_at) }} as followed_up_at,
        {{ as_text(raw.acquisition_source) }} as acquisition_source,
        {{ as_boolean(raw.is_cancelled) }} as is_cancelled,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

kept as (

    {{ kept_rows("event_registrations") }}

),

-- Without the column registered_at a walk-in cannot be told from a registration.
raw_table as (

    select coalesce(bool_or(_has_registered_at), false) as _has_registered_at
    from {{ ref("base_event_registrations") }}

),

final as (

    select
        kept.*,
        raw_table._has_registered_at
    from kept
    cross join raw_table

)

select * from final
