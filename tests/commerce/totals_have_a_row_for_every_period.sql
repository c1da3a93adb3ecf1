{#-
    From a table's first activity to the as-of date no period of 'all' is missing
    [total-rows].
-#}
{{ config(
    group="commerce",
    meta={
        "failure":
            "commerce_metrics or customer_value_metrics lacks a period of dimension 'all' between "
            "its first activity and the as-of date.",
    },
) }}

{%- for mart in ["commerce_metrics", "customer_value_metrics"] %}
select
    '{{ mart }}' as mart,
    periods.period_grain,
    periods.period_start
from {{ ref("int_periods") }} as periods
left join {{ ref(mart) }} as metrics
    on
        periods.period_grain = metrics.period_grain
        and periods.period_start = metrics.period_start
        and metrics.dimension = 'all'
where
    metrics.period_start is null
    and {{ is_metric_grain("periods.period_grain") }}
    and periods.period_end >= (
        select min(days.period_start)
        from {{ ref(mart) }} as days
        where days.period_grain = 'day'
    )
{%- if not loop.last %}

union all
{% endif %}
{%- endfor %}
