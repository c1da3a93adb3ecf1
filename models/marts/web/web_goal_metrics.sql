with

web_metrics as (

    select * from {{ ref("web_metrics") }}
    where dimension = 'all'

),

goals as (

    select distinct goal from {{ ref("goals") }}

),

conversions as (

    select * from {{ ref("web_conversions") }}
    where not is_bot

),

visitor_conversions as (

    {{ per_person_and_cut("conversions", "session_date", "visitor_id", ["goal"], {
        "conversions": "count(*)",
        "converted_sessions": "count(distinct session_id)",
    }) }}

),

goal_parts as (

    select
        period_grain,
        period_start,
        dimension_value as goal,
        sum(conversions) as conversions,
        count(*) as converted_visitors,
        -- A session is one visitor's, so that its visitors' counts may be added.
        sum(converted_sessions) as converted_sessions
    from visitor_conversions
    where dimension = 'goal'
    group by all

),

parts as (

    select
        web_metrics.period_grain,
        web_metrics.period_start,
        goals.goal,
        web_metrics.is_complete,

        web_metrics.sessions,
        web_metrics.visitors,
        cast(coalesce(goal_parts.conversions, 0) as bigint) as conversions,
        cast(coalesce(goal_parts.converted_sessions, 0) as bigint) as converted_sessions,
        coalesce(goal_parts.converted_visitors, 0) as converted_visitors
    from web_metrics
    cross join goals
    left join goal_parts
        on
            web_metrics.period_grain = goal_parts.period_grain
            and web_metrics.period_start = goal_parts.period_start
            and goals.goal = goal_parts.goal

),

final as (

    select
        period_grain,
        period_start,
        goal,
        is_complete,

        sessions,
        visitors,
        conversions,
        converted_sessions,
        converted_visitors,

        {{ ratio("conversions", "visitors", 100) }} as conversion_rate,
        {{ ratio("converted_visitors", "visitors", 100) }} as visitor_conversion_rate,
        {{ ratio("converted_sessions", "sessions", 100) }} as session_conversion_rate
    from parts

)

select * from final
