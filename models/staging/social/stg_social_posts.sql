{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("social_posts") -%}

with

plain_rows as (

    {{ plain_rows("social_posts") }}

),

typed as (

    select
        {{ as_text(raw.post_id) }} as post_id,
        {{ as_text(raw.platform) }} as platform,
        {{ as_text(raw.account_id) }} as account_id,
        {{ as_timestamp(raw.published_at) }} as published_at,
        {{ as_timestamp(raw.captured_at) }} as captured_at,
        {{ as_text(raw.post_type) }} as post_type,
        {{ as_text(raw.topic) }} as topic,
        {{ as_text(raw.campaign) }} as campaign,
        {{ as_integer(raw.impressions) }} as impressions,
        {{ as_integer(raw.reach) }} as reach,
        {{ as_integer(raw.views) }} as views,
        {{ as_integer(raw.likes) }} as likes,
        {{ as_integer(raw.comments) }} as comments,
        {{ as_integer(raw.shares) }} as shares,
        {{ as_integer(raw.saves) }} as saves,
        {{ as_integer(raw.link_clicks) }} as link_clicks,
        {{ as_integer(raw.organic_impressions) }} as organic_impressions,
        {{ as_integer(raw.paid_impressions) }} as paid_impressions,
        {{ as_integer(raw.organic_views) }} as organic_views,
        {{ as_integer(raw.paid_views) }} as paid_views,
        {{ as_boolean(raw.is_daily) }} as is_daily,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("social_posts") }}

)

select * from final
