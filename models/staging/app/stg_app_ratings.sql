{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("app_ratings") -%}

with

plain_rows as (

    {{ plain_rows("app_ratings") }}

),

typed as (

    select
        {{ as_text(raw.rating_id) }} as rating_id,
        {{ as_text(raw.platform) }} as platform,
        {{ as_text(raw.customer_id) }} as customer_id,
        {{ as_timestamp(raw.rated_at) }} as rated_at,
        {{ as_integer(raw.stars) }} as stars,
        {{ as_text(raw.app_version) }} as app_version,
        {{ as_text(raw.country) }} as country,
        {{ as_text(raw.body) }} as body,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("app_ratings") }}

)

select * from final
