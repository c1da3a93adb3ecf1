{#-
    In an unfinished period, and in the first of the data, no rank and no clicks have changed
    [known-before].
-#}
{{ config(
    group="search",
    meta={
        "failure":
            "A search rank or its clicks have changed in a period that has nothing to compare "
            "with.",
    },
) }}

with

first_periods as (

    select
        period_grain,
        min(period_start) as first_period_start
    from {{ ref("search_metrics") }}
    group by period_grain

),

changes as (

    select
        period_grain,
        period_start,
        is_complete,
        organic_clicks_change as found_change
    from {{ ref("search_metrics") }}

    union all

    select
        period_grain,
        period_start,
        is_complete,
        position_change as found_change
    from {{ ref("search_keyword_rankings") }}

)

select changes.*
from changes
inner join first_periods
    on changes.period_grain = first_periods.period_grain
where
    changes.found_change is not null
    and (not changes.is_complete or changes.period_start = first_periods.first_period_start)
