{#- From the first search to the as-of date no period of 'all' is missing [total-rows]. -#}
{{ config(
    group="search",
    meta={
        "failure":
            "search_metrics lacks a period of dimension 'all' between the first search and the "
            "as-of date.",
    },
) }}

select
    periods.period_grain,
    periods.period_start
from {{ ref("int_periods") }} as periods
left join {{ ref("search_metrics") }} as metrics
    on
        periods.period_grain = metrics.period_grain
        and periods.period_start = metrics.period_start
        and metrics.dimension = 'all'
where
    metrics.period_start is null
    and {{ is_metric_grain("periods.period_grain") }}
    and periods.period_end >= (
        select min(searches.search_date)
        from {{ ref("stg_search_performance") }} as searches
    )
