{#- The months of 'all' hold every session and conversion of no bot exactly once. -#}
{{ config(
    group="web",
    meta={
        "failure":
            "The months of web_metrics do not hold every session and conversion of no bot exactly "
            "once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(sessions), 0) as sessions,
        coalesce(sum(conversions), 0) as conversions,
        coalesce(sum(leads), 0) as leads
    from {{ ref("web_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

sessions as (

    select
        count(*) as sessions,
        coalesce(sum(leads), 0) as leads
    from {{ ref("web_sessions") }}
    where not is_bot

),

conversions as (

    select count(*) as conversions
    from {{ ref("web_conversions") }}
    where not is_bot

)

select
    metrics.*,
    sessions.sessions as sessions_of_facts,
    conversions.conversions as conversions_of_facts
from metrics
cross join sessions
cross join conversions
where
    metrics.sessions <> sessions.sessions
    or metrics.leads <> sessions.leads
    or metrics.conversions <> conversions.conversions
