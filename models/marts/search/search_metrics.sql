{%- set dimensions = ["country", "device", "search_type", "brand"] -%}
{#- Hidden queries are null: top10_queries does not count them [hidden-queries]. -#}
{%- set groups = [
    {"facts": "searches", "date": "search_date", "parts": {
        "organic_clicks": part_sum("organic_clicks", empty=0),
        "organic_impressions": part_sum("organic_impressions", empty=0),
        "position_impressions": part_sum("position_impressions", "decimal(38, 6)"),
        "ranked_impressions": part_sum("ranked_impressions", empty=0),
    }},
    {"facts": "searches", "date": "search_date", "opens_calendar": false, "person": "query",
        "per_person": {
            "position_impressions": "sum(position_impressions)",
            "ranked_impressions": "sum(ranked_impressions)",
        },
        "parts": {"top10_queries": part_count(
            is_top_position("position_impressions", "ranked_impressions")
        )}},
] -%}

with

searches as (

    select * from {{ ref("int_searches_weighted") }}

),

parts as (

    {{ metrics_table(dimensions, groups) }}

),

first_activity as (

    {{ first_activity(groups) }}

),

compared as (

    select
        *,
        {{ in_period_before("organic_clicks") }} as organic_clicks_previous
    from parts

),

final as (

    select
        compared.*,
        {{ change_since("organic_clicks", "organic_clicks_previous") }} as organic_clicks_change,

        {{ ratio("organic_clicks", "organic_impressions", 100) }} as organic_ctr,
        {{ ratio("position_impressions", "ranked_impressions") }} as average_position,
        {{ ratio("organic_clicks_change", "organic_clicks_previous", 100) }} as organic_click_growth
    from compared
    cross join first_activity

)

select * from final
