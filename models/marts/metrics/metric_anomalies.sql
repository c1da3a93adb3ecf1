{#- The length of a grain in days, with which its windows are counted. -#}
{%- set days = {"day": 1, "week": 7} -%}

with

metric_values as (

    select
        *,
        {{ dbt.datediff("cast('1970-01-01' as date)", "period_start", "day") }} as day_number,
        {{ dbt.datediff(period_start("week", "period_start"), "period_start", "day") }} as weekday
    from {{ ref("metric_values") }}
    where
        dimension = 'all'
        and is_complete
        and period_grain in ('day', 'week')
        and value is not null

),

metrics as (

    select
        metric_id,
        unit,
        scale,
        {{ has_two_bounds() }} as is_bounded,
        {{ is_share_of_cases() }} as is_share
    from {{ ref("metric_catalog") }}
    where
        numerator is not null
        -- Growth compares two periods already [anomaly-rows].
        and not (unit = 'percent' and coalesce(lower_bound < 0, false))

),

marked_periods as (

    {{ marked_periods("metric_values") }}

),

values_known as (

    select
        metric_values.*,
        metrics.unit,
        metrics.scale,
        metrics.is_bounded,
        metrics.is_share,
        marked_periods.calendar_mark,
        case when marked_periods.calendar_mark is null then metric_values.value end
            as unmarked_value
    from metric_values
    inner join metrics
        on metric_values.metric_id = metrics.metric_id
    left join marked_periods
        on
            metric_values.period_grain = marked_periods.period_grain
            and metric_values.period_start = marked_periods.period_start

),

values_expected as (

    select
        *,
        count(unmarked_value) over same_weekday as expected_values,
        case
            when count(unmarked_value) over same_weekday >= {{ var("anomaly_expected_least") }}
                then {{ median("unmarked_value") }} over same_weekday
        end as expected
    from values_known
    window same_weekday as (
        partition by metric_id, period_grain, weekday
        order by day_number
        range between {{ 7 * var("anomaly_expected_weeks") }} preceding and 7 preceding
    )

),

changes as (

    select
        *,
        {{ unusual_change("value", "expected", "is_bounded") }} as change,
        {{ unusual_change("unmarked_value", "expected", "is_bounded") }} as unmarked_change,
        {{ chance_spread("unit", "scale", "is_share", "expected", "denominator") }} as chance
    from values_expected

),

changes_before as (

    {% for period_grain, history in checked_var("anomaly_history").items() -%}
    {%- set first, last = days[period_grain] * history.periods, days[period_grain] -%}
    select
        *,
        count(unmarked_change) over periods_before as known_changes,
        case
            when count(unmarked_change) over periods_before >= {{ history.least }}
                then {{ median("unmarked_change") }} over periods_before
        end as centre,
        case
            when count(unmarked_change) over periods_before >= {{ history.least }}
                then {{ usual_spread(
                    median_distance("unmarked_change") ~ " over periods_before", "chance"
                ) }}
        end as spread
    from changes
    where period_grain = '{{ period_grain }}'
    window
        periods_before as (
            partition by metric_id
            order by day_number
            range between {{ first }} preceding and {{ last }} preceding
        )
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

judged as (

    select
        *,
        {{ not_judged_reason() }} as not_judged_reason
    from changes_before

),

sided as (

    select
        *,
        case
            when not_judged_reason is null and {{ is_unusual("change", "centre", "spread") }}
                then case when change > centre then 'above' else 'below' end
        end as side
    from judged

),

neighbours as (

    select
        *,
        lag(period_start) over (partition by metric_id, period_grain, side order by period_start)
            as previous_of_side
    from sided

),

-- An alarm begins where the period directly before is no anomaly of the same side.
alarms as (

    select
        *,
        max(period_start) filter (
            where
            side is not null
            and not coalesce(
                previous_of_side = {{ previous_period_start("period_grain", "period_start") }},
                false
            )
        ) over (partition by metric_id, period_grain, side order by period_start) as alarm_start
    from neighbours

),

final as (

    select
        metric_id,
        period_grain,
        period_start,
        value,
        denominator,
        expected,
        expected_values,
        change,
        centre,
        spread,
        known_changes,
        calendar_mark,
        not_judged_reason,
        side is not null as is_anomaly,
        side,
        metric_id || ':' || period_grain || ':' || cast(alarm_start as {{ dbt.type_string() }})
            as alarm_id
    from alarms

)

select * from final
