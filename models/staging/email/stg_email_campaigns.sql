{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("email_campaigns") -%}

with

plain_rows as (

    {{ plain_rows("email_campaigns") }}

),

typed as (

    select
        {{ as_text(raw.campaign_id) }} as campaign_id,
        {{ as_text(raw.name) }} as name,
        {{ as_text(raw.email_type) }} as email_type,
        {{ as_text(raw.cadence) }} as cadence,
        {{ as_text(raw.subject) }} as subject,
        {{ as_text(raw.variant) }} as variant,
        {{ as_boolean(raw.is_personalized) }} as is_personalized,
        {{ as_timestamp(raw.started_at) }} as started_at,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("email_campaigns") }}

)

select * from final
