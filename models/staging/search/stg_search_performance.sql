{{ config(materialized="table_unless_in_place", contract={"enforced": true}) }}

{%- set raw = base_columns("search_performance") -%}

with

plain_rows as (

    {{ plain_rows("search_performance") }}

),

typed as (

    select
        {{ as_date(raw.search_date) }} as search_date,
        {{ as_text(raw.site) }} as site,
        {{ as_text(raw.query) }} as query,
        {{ as_text(raw.page) }} as page,
        {{ as_text(raw.country) }} as country,
        {{ as_text(raw.device) }} as device,
        {{ as_integer(raw.impressions) }} as impressions,
        {{ as_integer(raw.clicks) }} as clicks,
        {{ as_decimal(raw.position) }} as position,
        {{ as_text(raw.search_type) }} as search_type,
        {{ as_text(raw.brand) }} as brand,
        {{ as_timestamp(raw._loaded_at) }} as _loaded_at
    from plain_rows

),

final as (

    {{ kept_rows("search_performance") }}

)

select * from final
