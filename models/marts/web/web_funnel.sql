with recursive

web_metrics as (

    select * from {{ ref("web_metrics") }}
    where dimension = 'all'

),

sessions as (

    select * from {{ ref("web_sessions") }}
    where not is_bot

),

funnels as (

    select * from {{ ref("funnels") }}

),

step_events as (

    select
        funnels.funnel,
        funnels.step,
        web_events.session_id,
        web_events.event_number
    from {{ ref("int_web_events_sessionized") }} as web_events
    inner join funnels
        on
            web_events.event_kind = funnels.event_kind
            and (
                funnels.content_type is null
                or lower(web_events.content_type) = lower(funnels.content_type)
            )

),

-- A step is reached by its first event after the one that reached the step before.
reached_steps as (

    select
        funnel,
        step,
        session_id,
        min(event_number) as event_number
    from step_events
    where step = 1
    group by
        funnel,
        step,
        session_id

    union all

    select
        step_events.funnel,
        step_events.step,
        step_events.session_id,
        min(step_events.event_number) as event_number
    from reached_steps
    inner join step_events
        on
            reached_steps.funnel = step_events.funnel
            and reached_steps.session_id = step_events.session_id
            and reached_steps.step + 1 = step_events.step
            and reached_steps.event_number < step_events.event_number
    group by
        step_events.funnel,
        step_events.step,
        step_events.session_id

),

dated_steps as (

    select
        reached_steps.funnel,
        reached_steps.step,
        sessions.session_date
    from reached_steps
    inner join sessions
        on reached_steps.session_id = sessions.session_id

),

step_counts as (

    {% for period_grain in checked_var("period_grains") -%}
    select
        '{{ period_grain }}' as period_grain,
        {{ period_start(period_grain, "session_date") }} as period_start,
        funnel,
        step,
        count(*) as sessions
    from dated_steps
    group by all
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

steps as (

    select
        web_metrics.period_grain,
        web_metrics.period_start,
        funnels.funnel,
        funnels.step,
        funnels.step_name,
        web_metrics.is_complete,
        coalesce(step_counts.sessions, 0) as sessions
    from web_metrics
    cross join funnels
    left join step_counts
        on
            web_metrics.period_grain = step_counts.period_grain
            and web_metrics.period_start = step_counts.period_start
            and funnels.funnel = step_counts.funnel
            and funnels.step = step_counts.step

),

parts as (

    select
        *,
        first_value(sessions) over step_order as funnel_sessions,
        coalesce(lag(sessions) over step_order, sessions) as previous_sessions
    from steps
    window step_order as (
        partition by period_grain, period_start, funnel
        order by step
    )

),

final as (

    select
        period_grain,
        period_start,
        funnel,
        step,
        step_name,
        is_complete,

        sessions,
        previous_sessions,
        funnel_sessions,

        {{ ratio("sessions", "previous_sessions", 100) }} as step_rate,
        {{ ratio("sessions", "funnel_sessions", 100) }} as funnel_rate
    from parts

)

select * from final
