{{ config(materialized='view') }}

with

searches as (

    select * from {{ ref("stg_search_performance") }}

),

final as (

    select
        search_date,
        {{ cleaned_text("query") }} as query,
        {{ clean_address("page") }} as page,
        country,
        device,
        search_type,
        {{ brand_of("brand") }} as brand,

        clicks as organic_clicks,
        impressions as organic_impressions,
        {{ position_impressions("position", "impressions") }} as position_impressions,
        {{ ranked_impressions("position", "impressions") }} as ranked_impressions
    from searches

)

select * from final
