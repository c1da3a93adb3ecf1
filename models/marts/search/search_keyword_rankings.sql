with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

watched_keywords as (

    select * from {{ ref("watched_keywords") }}

),

searches as (

    select * from {{ ref("int_searches_weighted") }}

),

-- One row per query and period. person_id is the query; it is null in the row of the hidden ones.
queries as (

    {{ per_person_and_cut("searches", "search_date", "query", [], {
        "organic_clicks": "sum(organic_clicks)",
        "organic_impressions": "sum(organic_impressions)",
        "position_impressions": "sum(position_impressions)",
        "ranked_impressions": "sum(ranked_impressions)",
    }) }}

),

rankings as (

    select
        queries.period_grain,
        queries.period_start,
        {{ query_name("queries.person_id") }} as query,
        watched_keywords.keyword_group,
        queries.person_id is null as is_hidden,
        watched_keywords.keyword is not null as is_watched,
        {{ is_period_complete(
            period_end_of("queries.period_grain", "queries.period_start"), "as_of_date.as_of_date"
        ) }} as is_complete,

        cast(queries.organic_clicks as bigint) as organic_clicks,
        cast(queries.organic_impressions as bigint) as organic_impressions,
        cast(queries.position_impressions as decimal(38, 6)) as position_impressions,
        cast(queries.ranked_impressions as bigint) as ranked_impressions
    from queries
    cross join as_of_date
    left join watched_keywords
        on {{ is_watched_keyword("queries.person_id", "watched_keywords.keyword") }}

),

first_activity as (

    {{ first_activity([{"facts": "searches", "date": "search_date"}]) }}

),

final as (

    select
        rankings.period_grain,
        rankings.period_start,
        rankings.query,
        rankings.keyword_group,

        rankings.is_hidden,
        rankings.is_watched,
        not rankings.is_hidden and {{ is_top_position(
            "rankings.position_impressions", "rankings.ranked_impressions"
        ) }} as is_top10,
        rankings.is_complete,

        rankings.organic_clicks,
        rankings.organic_impressions,
        rankings.position_impressions,
        rankings.ranked_impressions,

        {{ ratio("rankings.organic_clicks", "rankings.organic_impressions", 100) }} as organic_ctr,
        {{ ratio(
            "rankings.position_impressions", "rankings.ranked_impressions"
        ) }} as average_position,
        {{ ratio(
            "previous_rankings.position_impressions", "previous_rankings.ranked_impressions"
        ) }} as previous_average_position,
        case
            when {{ is_comparable("rankings.is_complete", is_period_before_known(
                "previous_rankings.period_start", "first_activity.first_activity_date"
            )) }}
                then {{ position_change(
                    "rankings.position_impressions",
                    "rankings.ranked_impressions",
                    "previous_rankings.position_impressions",
                    "previous_rankings.ranked_impressions"
                ) }}
        end as position_change
    from rankings
    cross join first_activity
    left join rankings as previous_rankings
        on
            rankings.period_grain = previous_rankings.period_grain
            and {{ previous_period_start(
                "rankings.period_grain", "rankings.period_start"
            ) }} = previous_rankings.period_start
            and rankings.query = previous_rankings.query
            and rankings.is_hidden = previous_rankings.is_hidden

)

select * from final
