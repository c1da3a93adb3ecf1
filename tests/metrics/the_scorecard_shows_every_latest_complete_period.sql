{#-
    Every metric and grain that has a complete period has a row, with the value of the last one, and
    no other has one [scorecard-periods].
-#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_scorecard lacks a metric, has one too many, or shows another value than that "
            "of its latest complete period.",
    },
) }}

with

complete_periods as (

    select * from {{ ref("metric_values") }}
    where
        dimension = 'all'
        and is_complete
        and period_grain not in ('quarter', 'year')

),

last_starts as (

    select
        metric_id,
        period_grain,
        max(period_start) as period_start
    from complete_periods
    group by
        metric_id,
        period_grain

),

expected as (

    select complete_periods.*
    from complete_periods
    inner join last_starts
        on
            complete_periods.metric_id = last_starts.metric_id
            and complete_periods.period_grain = last_starts.period_grain
            and complete_periods.period_start = last_starts.period_start

)

select
    coalesce(scorecard.metric_id, expected.metric_id) as metric_id,
    coalesce(scorecard.period_grain, expected.period_grain) as period_grain,
    scorecard.period_start,
    expected.period_start as expected_start,
    scorecard.value,
    expected.value as expected_value
from {{ ref("metric_scorecard") }} as scorecard
full outer join expected
    on
        scorecard.metric_id = expected.metric_id
        and scorecard.period_grain = expected.period_grain
where
    scorecard.period_start is distinct from expected.period_start
    or scorecard.value is distinct from expected.value
