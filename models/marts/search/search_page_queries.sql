with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

searches as (

    select * from {{ ref("int_searches_weighted") }}

),

-- One row per query, period and page. person_id is the query; it is null in a page's row of the
-- hidden ones.
queries as (

    {{ per_person_and_cut("searches", "search_date", "query", ["page"], {
        "organic_clicks": "sum(organic_clicks)",
        "organic_impressions": "sum(organic_impressions)",
        "position_impressions": "sum(position_impressions)",
        "ranked_impressions": "sum(ranked_impressions)",
    }) }}

),

page_queries as (

    select
        queries.period_grain,
        queries.period_start,
        queries.dimension_value as page,
        {{ query_name("queries.person_id") }} as query,
        queries.person_id is null as is_hidden,
        {{ is_period_complete(
            period_end_of("queries.period_grain", "queries.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        queries.organic_clicks,
        queries.organic_impressions,
        queries.position_impressions,
        queries.ranked_impressions,
        sum(queries.organic_clicks) over (
            partition by queries.period_grain, queries.period_start, queries.dimension_value
        ) as page_organic_clicks
    from queries
    cross join as_of_date
    where queries.dimension = 'page'

),

final as (

    select
        period_grain,
        period_start,
        page,
        query,

        is_hidden,
        is_complete,

        cast(organic_clicks as bigint) as organic_clicks,
        cast(organic_impressions as bigint) as organic_impressions,
        cast(position_impressions as decimal(38, 6)) as position_impressions,
        cast(ranked_impressions as bigint) as ranked_impressions,
        cast(page_organic_clicks as bigint) as page_organic_clicks,

        {{ ratio("organic_clicks", "organic_impressions", 100) }} as organic_ctr,
        {{ ratio("position_impressions", "ranked_impressions") }} as average_position,
        {{ ratio("organic_clicks", "page_organic_clicks", 100) }} as page_click_share
    from page_queries

)

select * from final
