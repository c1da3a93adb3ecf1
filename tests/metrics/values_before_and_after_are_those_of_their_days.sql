{#-
    The windows of each mark, day by day from the calendar, make the same sums again [before-after].
    A weekday of the mark is one that a day of the mark has.
-#}
{{ config(
    group="metrics",
    meta={
        "failure":
            "metric_before_after has other sums, days or values than the days of its windows make.",
    },
) }}

{%- set days = 7 * var("before_after_weeks") %}
{%- set shifts = {"": 0, "year_ago_": 364} %}

with

marks as (

    select
        name,
        first_day,
        coalesce(last_day, first_day) as last_day
    from {{ ref("calendar_marks") }}
    where {{ is_of_this_company("is_example") }}

),

numbers as (

    select cast(unnest(range(7)) as integer) as number

),

mark_weekdays as (

    select distinct
        marks.name,
        marks.first_day,
        extract(isodow from marks.first_day + numbers.number) as weekday
    from marks
    cross join numbers
    where marks.first_day + numbers.number <= marks.last_day

),

day_values as (

    select
        metric_values.metric_id,
        metric_values.period_start as date_day,
        metric_values.numerator,
        metric_values.denominator,
        catalog.denominator as denominator_name,
        catalog.scale
    from {{ ref("metric_values") }} as metric_values
    inner join {{ ref("metric_catalog") }} as catalog
        on metric_values.metric_id = catalog.metric_id
    where
        metric_values.period_grain = 'day'
        and metric_values.dimension = 'all'
        and metric_values.is_complete
        and metric_values.numerator is not null
        and (catalog.denominator is null or metric_values.denominator is not null)

),

compared_days as (

    {% for prefix, shift in shifts.items() -%}
    select
        marks.name,
        marks.first_day,
        '{{ prefix }}' as year,
        day_values.*,
        day_values.date_day + {{ shift }} as day_of_mark,
        extract(isodow from day_values.date_day) as weekday,
        day_values.date_day + {{ shift }} between marks.first_day and marks.last_day as is_during,
        day_values.date_day + {{ shift }}
        between marks.last_day + 1 and marks.last_day + {{ days }} as is_after,
        day_values.date_day + {{ shift }}
        between marks.first_day - {{ days }} and marks.first_day - 1 as is_before
    from marks
    inner join day_values
        on
            day_values.date_day + {{ shift }}
            between marks.first_day - {{ days }} and marks.last_day + {{ days }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

with_weekdays as (

    select
        compared_days.*,
        mark_weekdays.weekday is not null as is_weekday_of_mark
    from compared_days
    left join mark_weekdays
        on
            compared_days.name = mark_weekdays.name
            and compared_days.first_day = mark_weekdays.first_day
            and compared_days.weekday = mark_weekdays.weekday

),

days_of_windows as (

    {% for compared, before in {
        "during": "is_before and is_weekday_of_mark", "after": "is_before"
    }.items() -%}
    select
        *,
        '{{ compared }}' as compared,
        year || case when {{ before }} then 'before_' else '' end as window_name
    from with_weekdays
    where
        is_{{ compared }}
        or ({{ before }})
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

expected as (

    select
        name as mark,
        first_day,
        metric_id,
        compared,
        window_name,
        denominator_name is not null as is_quotient,
        scale,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        count(*) as days
    from days_of_windows
    group by all

),

-- Only rows whose own days are known stand.
expected_rows as (

    select expected.*
    from expected
    inner join expected as own_windows
        on
            expected.mark = own_windows.mark
            and expected.first_day = own_windows.first_day
            and expected.metric_id = own_windows.metric_id
            and expected.compared = own_windows.compared
    where own_windows.window_name = ''

),

actual_rows as (

    {% for window in ["", "before_", "year_ago_", "year_ago_before_"] -%}
    select
        mark,
        first_day,
        metric_id,
        compared,
        '{{ window }}' as window_name,
        {{ window }}numerator as actual_numerator,
        {{ window }}denominator as actual_denominator,
        {{ window }}days as actual_days,
        {{ window }}value as actual_value
    from {{ ref("metric_before_after") }}
    where
        {{ window }}days <> 0
        or {{ window }}numerator is not null
        or {{ window }}value is not null
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

joined as (

    select
        actual_rows.*,
        expected_rows.numerator,
        expected_rows.denominator,
        expected_rows.days,
        case
            when not expected_rows.is_quotient
                then cast(expected_rows.numerator as double) / expected_rows.days
            when expected_rows.denominator <> 0
                then
                    expected_rows.scale * cast(expected_rows.numerator as double)
                    / cast(expected_rows.denominator as double)
        end as expected_value
    from actual_rows
    full outer join expected_rows
        on
            actual_rows.mark = expected_rows.mark
            and actual_rows.first_day = expected_rows.first_day
            and actual_rows.metric_id = expected_rows.metric_id
            and actual_rows.compared = expected_rows.compared
            and actual_rows.window_name = expected_rows.window_name

)

select * from joined
where
    actual_numerator is distinct from numerator
    or actual_denominator is distinct from denominator
    or actual_days is distinct from days
    or (actual_value is null) <> (expected_value is null)
    or abs(actual_value - expected_value) > 1e-9 * abs(expected_value)
