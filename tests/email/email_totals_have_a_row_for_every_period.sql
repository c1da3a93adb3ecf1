{#- From the first message to the as-of date no period of 'all' is missing [total-rows]. -#}
{{ config(
    group="email",
    meta={
        "failure":
            "email_metrics lacks a period of dimension 'all' between the first message and the "
            "as-of date.",
    },
) }}

select
    periods.period_grain,
    periods.period_start
from {{ ref("int_periods") }} as periods
left join {{ ref("email_metrics") }} as metrics
    on
        periods.period_grain = metrics.period_grain
        and periods.period_start = metrics.period_start
        and metrics.dimension = 'all'
where
    metrics.period_start is null
    and {{ is_metric_grain("periods.period_grain") }}
    and periods.period_end >= (
        select min(messages.sent_date) from {{ ref("email_messages") }} as messages
    )
