with

-- Of a period that compares with another the whole period is known, so the unfinished are left out.
metric_values as (

    select * from {{ ref("metric_values") }}
    where
        dimension = 'all'
        and is_complete
        and period_grain in ('day', 'week', 'month')

),

catalog as (

    select * from {{ ref("metric_catalog") }}

),

owners as (

    select * from {{ ref("metric_owners") }}

),

targets as (

    select * from {{ ref("metric_targets") }}
    where {{ is_of_this_company("is_example") }}

),

benchmarks as (

    select * from {{ ref("metric_benchmarks") }}
    qualify row_number() over (partition by metric_id order by year desc) = 1

),

-- A week or month that began before the first day of its metric is known in part only.
first_days as (

    select
        metric_id,
        min(period_start) as first_day
    from metric_values
    where period_grain = 'day'
    group by metric_id

),

whole_periods as (

    select metric_values.*
    from metric_values
    left join first_days
        on metric_values.metric_id = first_days.metric_id
    where coalesce(metric_values.period_start >= first_days.first_day, true)

),

latest_periods as (

    select
        *,
        {{ previous_period_start("period_grain", "period_start") }} as previous_start,
        {{ year_ago_start("period_grain", "period_start") }} as year_ago_start
    from metric_values
    qualify
        row_number() over (partition by metric_id, period_grain order by period_start desc) = 1

),

targets_of_periods as (

    select
        latest_periods.metric_id,
        latest_periods.period_grain,
        targets.target
    from latest_periods
    inner join targets
        on
            latest_periods.metric_id = targets.metric_id
            and latest_periods.period_grain = targets.period_grain
            and latest_periods.period_start >= targets.valid_from
    qualify
        row_number() over (
            partition by latest_periods.metric_id, latest_periods.period_grain
            order by targets.valid_from desc
        ) = 1

),

compared as (

    select
        latest_periods.*,
        catalog.unit,
        catalog.direction,
        owners.owner,
        previous_periods.value as previous_value,
        periods_year_ago.value as year_ago_value,
        cast(targets_of_periods.target as double) as target,
        cast(benchmarks.benchmark as double) as benchmark,
        benchmarks.year as benchmark_year,
        benchmarks.source as benchmark_source
    from latest_periods
    left join whole_periods as previous_periods
        on
            latest_periods.metric_id = previous_periods.metric_id
            and latest_periods.period_grain = previous_periods.period_grain
            and latest_periods.previous_start = previous_periods.period_start
    left join whole_periods as periods_year_ago
        on
            latest_periods.metric_id = periods_year_ago.metric_id
            and latest_periods.period_grain = periods_year_ago.period_grain
            and latest_periods.year_ago_start = periods_year_ago.period_start
    left join catalog
        on latest_periods.metric_id = catalog.metric_id
    left join owners
        on catalog.mart = owners.mart
    left join targets_of_periods
        on
            latest_periods.metric_id = targets_of_periods.metric_id
            and latest_periods.period_grain = targets_of_periods.period_grain
    left join benchmarks
        on latest_periods.metric_id = benchmarks.metric_id

),

final as (

    select
        metric_id,
        period_grain,
        period_start,

        unit,
        direction,
        owner,

        value,
        numerator,
        denominator,
        is_small_sample,

        previous_value,
        value - previous_value as change,
        {{ change_percent("value", "previous_value", "unit") }} as change_percent,
        year_ago_value,
        value - year_ago_value as year_ago_change,
        {{ change_percent("value", "year_ago_value", "unit") }} as year_ago_change_percent,

        target,
        value - target as target_gap,
        {{ metric_status("value", "is_small_sample", "target", "direction") }} as status,

        benchmark,
        benchmark_year,
        benchmark_source,
        value - benchmark as benchmark_gap
    from compared

)

select * from final
