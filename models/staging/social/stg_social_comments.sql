{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("social_comments") -%}

with

plain_rows as (

    {{ plain_rows("social_comments") }}

),

typed as (

    select
        {{ as_text(raw.comment_id) }} as comment_id,
        {{ as_text(raw.post_id) }} as post_id,
        {{ as_text(raw.platform) }} as platform,
        {{ as_text(raw.author_id) }} as author_id,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_text(raw.parent_comment_id) }} as parent_comment_id,
        {{ as_timestamp(raw.commented_at) }} as commented_at,
        {{ as_text(raw.body) }} as body,
        {{ as_listed(raw.sentiment) }} as sentiment,
        {{ as_boolean(raw.is_brand_reply) }} as is_brand_reply,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("social_comments") }}

)

select * from final
