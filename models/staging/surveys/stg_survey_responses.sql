{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("survey_responses") -%}

with

plain_rows as (

    {{ plain_rows("survey_responses") }}

),

typed as (

    select
        {{ as_text(raw.response_id) }} as response_id,
        {{ as_listed(raw.survey_type) }} as survey_type,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.channel) }} as channel,
        {{ as_text(raw.touchpoint) }} as touchpoint,
        {{ as_text(raw.ticket_id) }} as ticket_id,
        {{ as_text(raw.order_id) }} as order_id,
        {{ as_text(raw.live_event_id) }} as live_event_id,
        {{ as_timestamp(raw.invited_at) }} as invited_at,
        {{ as_timestamp(raw.responded_at) }} as responded_at,
        {{ as_timestamp(raw.followed_up_at) }} as followed_up_at,
        {{ as_decimal(raw.score) }} as score,
        {{ as_text(raw.body) }} as body,
        {{ as_text(raw.survey_id) }} as survey_id,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("survey_responses") }}

)

select * from final
