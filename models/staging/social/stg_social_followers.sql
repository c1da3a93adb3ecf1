{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("social_followers") -%}

with

plain_rows as (

    {{ plain_rows("social_followers") }}

),

typed as (

    select
        {{ as_text(raw.platform) }} as platform,
        {{ as_text(raw.account_id) }} as account_id,
        {{ as_date(raw.follower_date) }} as follower_date,
        {{ as_integer(raw.followers) }} as followers,
        {{ as_integer(raw.followers_gained) }} as followers_gained,
        {{ as_integer(raw.followers_lost) }} as followers_lost,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("social_followers") }}

)

select * from final
