{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("support_tickets") -%}

with

plain_rows as (

    {{ plain_rows("support_tickets") }}

),

typed as (

    select
        {{ as_text(raw.ticket_id) }} as ticket_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.support_channel) }} as support_channel,
        {{ as_text(raw.touchpoint) }} as touchpoint,
        {{ as_text(raw.priority) }} as priority,
        {{ as_listed(raw.status) }} as status,
        {{ as_timestamp(raw.created_at) }} as created_at,
        {{ as_timestamp(raw.first_response_at) }} as first_response_at,
        {{ as_timestamp(raw.solved_at) }} as solved_at,
        {{ as_integer(raw.reopens) }} as reopens,
        {{ as_boolean(raw.is_bot_resolved) }} as is_bot_resolved,
        {{ as_text(raw.assignee) }} as assignee,
        {{ as_text(raw.team) }} as team,
        {{ as_text(raw.tags) }} as tags,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("support_tickets") }}

)

select * from final
