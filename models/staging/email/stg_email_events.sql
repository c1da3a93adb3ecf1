{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("email_events") -%}

with

plain_rows as (

    {{ plain_rows("email_events") }}

),

typed as (

    select
        {{ as_text(raw.email_event_id) }} as email_event_id,
        {{ as_text(raw.message_id) }} as message_id,
        {{ as_text(raw.campaign_id) }} as campaign_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_listed(raw.event_type) }} as event_type,
        {{ as_timestamp(raw.occurred_at) }} as occurred_at,
        {{ as_text(raw.bounce_type) }} as bounce_type,
        {{ as_text(raw.link_url) }} as link_url,
        {{ as_boolean(raw.is_machine) }} as is_machine,
        {{ as_text(raw.variant) }} as variant,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("email_events") }}

)

select * from final
