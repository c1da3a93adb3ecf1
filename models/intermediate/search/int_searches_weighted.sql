{{ config(materialized='view') }}

with

searches as (

    select * from {{ ref("stg_search_performance") }}

),

final as (

    select
        search_date,
        query,
        page,
        country,
        device,

        clicks as organic_clicks,
        impressions as organic_impressions,
        {{ position_impressions("position", "impressions") }} as position_impressions,
        {{ ranked_impressions("position", "impressions") }} as ranked_impressions
    from searches

)

select * from final
