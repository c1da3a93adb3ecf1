{%- set dimensions = [
    "country",
    "device",
] -%}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

periods as (

    select * from {{ ref("int_periods") }}

),

searches as (

    select * from {{ ref("int_searches_weighted") }}

),

-- One row per query, period and cut; all hidden queries share one.
queries as (

    {{ per_person_and_cut("searches", "search_date", "query", dimensions, {
        "organic_clicks": "sum(organic_clicks)",
        "organic_impressions": "sum(organic_impressions)",
        "position_impressions": "sum(position_impressions)",
        "ranked_impressions": "sum(ranked_impressions)",
    }) }}

),

query_parts as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        sum(organic_clicks) as organic_clicks,
        sum(organic_impressions) as organic_impressions,
        sum(position_impressions) as position_impressions,
        sum(ranked_impressions) as ranked_impressions,
        count(person_id) filter (
            where {{ is_top_position("position_impressions", "ranked_impressions") }}
        ) as top10_queries
    from queries
    group by all

),

first_activity as (

    {{ first_activity([{"facts": "searches", "date": "search_date"}]) }}

),

row_keys as (

    {{ metric_row_keys("periods", "first_activity", ["query_parts"]) }}

),

parts as (

    select
        row_keys.period_grain,
        row_keys.period_start,
        row_keys.dimension,
        row_keys.dimension_value,
        {{ is_period_complete(
            period_end_of("row_keys.period_grain", "row_keys.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        coalesce(query_parts.organic_clicks, 0) as organic_clicks,
        coalesce(query_parts.organic_impressions, 0) as organic_impressions,
        query_parts.position_impressions,
        coalesce(query_parts.ranked_impressions, 0) as ranked_impressions,
        coalesce(query_parts.top10_queries, 0) as top10_queries
    from row_keys
    cross join as_of_date
    {{ join_metric_parts("row_keys", ["query_parts"]) }}

),

-- The same rows, one period later: what the next row is compared with.
previous_parts as (

    select
        period_grain,
        {{ next_period_start("period_grain", "period_start") }} as period_start,
        dimension,
        dimension_value,
        period_start as previous_period_start,
        organic_clicks
    from parts

),

compared as (

    select
        parts.period_grain,
        parts.period_start,
        parts.dimension,
        parts.dimension_value,
        parts.is_complete,

        parts.organic_clicks,
        parts.organic_impressions,
        parts.position_impressions,
        parts.ranked_impressions,
        case
            when {{ is_comparable("parts.is_complete", is_period_before_known(
                "previous_parts.previous_period_start", "first_activity.first_activity_date"
            )) }}
                then parts.organic_clicks - previous_parts.organic_clicks
        end as organic_clicks_change,
        previous_parts.organic_clicks as organic_clicks_previous,
        parts.top10_queries
    from parts
    cross join first_activity
    left join previous_parts
        on {{ same_metric_row("parts", "previous_parts") }}

),

final as (

    select
        period_grain,
        period_start,
        dimension,
        dimension_value,
        is_complete,

        cast(organic_clicks as bigint) as organic_clicks,
        cast(organic_impressions as bigint) as organic_impressions,
        cast(position_impressions as decimal(38, 6)) as position_impressions,
        cast(ranked_impressions as bigint) as ranked_impressions,
        cast(organic_clicks_change as bigint) as organic_clicks_change,
        cast(organic_clicks_previous as bigint) as organic_clicks_previous,
        top10_queries,

        {{ ratio("organic_clicks", "organic_impressions", 100) }} as organic_ctr,
        {{ ratio("position_impressions", "ranked_impressions") }} as average_position,
        {{ ratio("organic_clicks_change", "organic_clicks_previous", 100) }} as organic_click_growth
    from compared

)

select * from final
