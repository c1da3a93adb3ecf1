{#- The months of 'all' hold every row of the search console exactly once. -#}
{{ config(
    group="search",
    meta={
        "failure":
            "The months of search_metrics do not hold every row of the raw table "
            "search_performance exactly once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(organic_clicks), 0) as organic_clicks,
        coalesce(sum(organic_impressions), 0) as organic_impressions,
        coalesce(sum(position_impressions), 0) as position_impressions,
        coalesce(sum(ranked_impressions), 0) as ranked_impressions
    from {{ ref("search_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

searches as (

    select
        coalesce(sum(clicks), 0) as organic_clicks,
        coalesce(sum(impressions), 0) as organic_impressions,
        coalesce(sum(position * impressions), 0) as position_impressions,
        coalesce(sum(impressions) filter (where position is not null), 0) as ranked_impressions
    from {{ ref("stg_search_performance") }}

)

select metrics.*
from metrics
cross join searches
where
    metrics.organic_clicks <> searches.organic_clicks
    or metrics.organic_impressions <> searches.organic_impressions
    or metrics.position_impressions <> searches.position_impressions
    or metrics.ranked_impressions <> searches.ranked_impressions
