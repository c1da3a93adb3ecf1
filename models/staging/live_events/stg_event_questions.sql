{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("event_questions") -%}

with

plain_rows as (

    {{ plain_rows("event_questions") }}

),

typed as (

    select
        {{ as_text(raw.question_id) }} as question_id,
        {{ as_text(raw.live_event_id) }} as live_event_id,
        {{ as_text(raw.registration_id) }} as registration_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.asked_at) }} as asked_at,
        {{ as_text(raw.body) }} as body,
        {{ as_boolean(raw.is_relevant) }} as is_relevant,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("event_questions") }}

)

select * from final
