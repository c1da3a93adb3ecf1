{#- From the first ticket to the as-of date no period of 'all' is missing [total-rows]. -#}
{{ config(
    group="support",
    meta={
        "failure":
            "support_metrics lacks a period of dimension 'all' between the first ticket and the "
            "as-of date.",
    },
) }}

select
    periods.period_grain,
    periods.period_start
from {{ ref("int_periods") }} as periods
left join {{ ref("support_metrics") }} as metrics
    on
        periods.period_grain = metrics.period_grain
        and periods.period_start = metrics.period_start
        and metrics.dimension = 'all'
where
    metrics.period_start is null
    and {{ is_metric_grain("periods.period_grain") }}
    and periods.period_end >= (
        select min(tickets.created_date)
        from {{ ref("support_tickets") }} as tickets
    )
