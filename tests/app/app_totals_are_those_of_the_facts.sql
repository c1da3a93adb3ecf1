{#- The months of 'all' hold every download, session, rating and delivered notification once. -#}
{{ config(
    group="app",
    meta={
        "failure":
            "The months of app_metrics do not hold every install, session, rating and delivered "
            "notification exactly once.",
    },
) }}

with

metrics as (

    select
        coalesce(sum(installs), 0) as installs,
        coalesce(sum(day1_retained_installs), 0) as day1_retained_installs,
        coalesce(sum(day30_eligible_installs), 0) as day30_eligible_installs,
        coalesce(sum(app_sessions), 0) as app_sessions,
        coalesce(sum(app_ratings), 0) as app_ratings,
        coalesce(sum(app_rating_stars), 0) as app_rating_stars,
        coalesce(sum(push_delivered), 0) as push_delivered,
        coalesce(sum(push_opened), 0) as push_opened
    from {{ ref("app_metrics") }}
    where
        dimension = 'all'
        and period_grain = 'month'

),

installs as (

    select
        count(*) as installs,
        count(*) filter (where is_day1_retained) as day1_retained_installs,
        count(is_day30_retained) as day30_eligible_installs
    from {{ ref("app_installs") }}
    where not is_reinstall

),

sessions as (

    select count(*) as app_sessions from {{ ref("stg_app_sessions") }}

),

ratings as (

    select
        count(*) as app_ratings,
        coalesce(sum(stars), 0) as app_rating_stars
    from {{ ref("stg_app_ratings") }}

),

notifications as (

    select
        count(*) filter (where delivered_at is not null or opened_at is not null) as push_delivered,
        count(opened_at) as push_opened
    from {{ ref("stg_push_notifications") }}

),

facts as (

    select
        installs.*,
        sessions.*,
        ratings.*,
        notifications.*
    from installs
    cross join sessions
    cross join ratings
    cross join notifications

)

select metrics.*
from metrics
cross join facts
where
    metrics.installs <> facts.installs
    or metrics.day1_retained_installs <> facts.day1_retained_installs
    or metrics.day30_eligible_installs <> facts.day30_eligible_installs
    or metrics.app_sessions <> facts.app_sessions
    or metrics.app_ratings <> facts.app_ratings
    or metrics.app_rating_stars <> facts.app_rating_stars
    or metrics.push_delivered <> facts.push_delivered
    or metrics.push_opened <> facts.push_opened
