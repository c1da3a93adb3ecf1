{#-
    In every period the queries, and the queries of all pages, have the clicks and impressions of
    the total, and the queries in the top 10 are as many as it counts.
-#}
{{ config(
    group="search",
    meta={
        "failure":
            "The queries of a period do not have the clicks, impressions or top 10 queries of its "
            "total in search_metrics.",
    },
) }}

with

totals as (

    select * from {{ ref("search_metrics") }}
    where dimension = 'all'

),

rankings as (

    select
        period_grain,
        period_start,
        sum(organic_clicks) as organic_clicks,
        sum(organic_impressions) as organic_impressions,
        count(*) filter (where is_top10) as top10_queries
    from {{ ref("search_keyword_rankings") }}
    group by all

),

page_queries as (

    select
        period_grain,
        period_start,
        sum(organic_clicks) as organic_clicks,
        sum(organic_impressions) as organic_impressions
    from {{ ref("search_page_queries") }}
    group by all

)

select
    totals.period_grain,
    totals.period_start
from totals
left join rankings
    on
        totals.period_grain = rankings.period_grain
        and totals.period_start = rankings.period_start
left join page_queries
    on
        totals.period_grain = page_queries.period_grain
        and totals.period_start = page_queries.period_start
where
    totals.organic_clicks <> coalesce(rankings.organic_clicks, 0)
    or totals.organic_impressions <> coalesce(rankings.organic_impressions, 0)
    or totals.top10_queries <> coalesce(rankings.top10_queries, 0)
    or totals.organic_clicks <> coalesce(page_queries.organic_clicks, 0)
    or totals.organic_impressions <> coalesce(page_queries.organic_impressions, 0)
