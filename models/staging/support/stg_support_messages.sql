{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("support_messages") -%}

with

plain_rows as (

    {{ plain_rows("support_messages") }}

),

typed as (

    select
        {{ as_text(raw.message_id) }} as message_id,
        {{ as_text(raw.ticket_id) }} as ticket_id,
        {{ as_listed(raw.sender_type) }} as sender_type,
        {{ as_timestamp(raw.sent_at) }} as sent_at,
        {{ as_boolean(raw.is_public) }} as is_public,
        {{ as_text(raw.body) }} as body,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("support_messages") }}

)

select * from final
