{#-
    Of the last scored month: the days, channels and voices counted at once from all rows of its
    window [engagement-window]. All months would be customers times months times days.
-#}
{{ config(
    group="customers",
    meta={
        "failure":
            "customer_engagement_monthly has other active days, channels or voices of a customer "
            "than person_activity tells for the window of the last month.",
    },
) }}

with

last_month as (

    select max(month_start) as month_start from {{ ref("customer_engagement_monthly") }}

),

scores as (

    select scores.*
    from {{ ref("customer_engagement_monthly") }} as scores
    inner join last_month
        on scores.month_start = last_month.month_start

),

last_window as (

    select
        min({{ dbt.dateadd("month", 1 - var("engagement_window_months"), "month_start") }})
            as first_day,
        min({{ period_end("month", "month_start") }}) as last_day
    from scores

),

counted as (

    select
        activity.customer_id,
        count(distinct activity.activity_date) as active_days,
        count(distinct activity.channel) as channels,
        coalesce(sum(activity.activities) filter (where types.is_voice), 0) as voices
    from {{ ref("person_activity") }} as activity
    inner join {{ ref("activity_types") }} as types
        on activity.activity_type = types.activity_type
    inner join last_window
        on activity.activity_date between last_window.first_day and last_window.last_day
    where
        types.makes_active
        and not types.is_purchase
    group by activity.customer_id

)

select
    scores.customer_id,
    scores.active_days,
    counted.active_days as counted_days,
    scores.channels,
    counted.channels as counted_channels,
    scores.voices,
    counted.voices as counted_voices
from scores
left join counted
    on scores.customer_id = counted.customer_id
where
    scores.active_days <> coalesce(counted.active_days, 0)
    or scores.channels <> coalesce(counted.channels, 0)
    or scores.voices <> coalesce(counted.voices, 0)
