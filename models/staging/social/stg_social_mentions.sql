{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("social_mentions") -%}

with

plain_rows as (

    {{ plain_rows("social_mentions") }}

),

typed as (

    select
        {{ as_text(raw.mention_id) }} as mention_id,
        {{ as_text(raw.platform) }} as platform,
        {{ as_text(raw.author_id) }} as author_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.mentioned_at) }} as mentioned_at,
        {{ as_text(raw.kind) }} as kind,
        {{ as_text(raw.sentiment) }} as sentiment,
        {{ as_timestamp(raw.replied_at) }} as replied_at,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("social_mentions") }}

)

select * from final
