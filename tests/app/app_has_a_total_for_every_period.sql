{#-
    From the first activity of the app to the as-of date no period of 'all' is missing
    [total-rows].
-#}
{{ config(
    group="app",
    meta={
        "failure":
            "app_metrics lacks a period of dimension 'all' between its first activity and the as- "
            "of date.",
    },
) }}

select
    periods.period_grain,
    periods.period_start
from {{ ref("int_periods") }} as periods
left join {{ ref("app_metrics") }} as metrics
    on
        periods.period_grain = metrics.period_grain
        and periods.period_start = metrics.period_start
        and metrics.dimension = 'all'
where
    metrics.period_start is null
    and {{ is_metric_grain("periods.period_grain") }}
    and periods.period_end >= (
        select min(days.period_start)
        from {{ ref("app_metrics") }} as days
        where days.period_grain = 'day'
    )
