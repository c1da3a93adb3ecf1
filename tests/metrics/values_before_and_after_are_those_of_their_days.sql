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

),

mark_weekdays as (

    select distinct
        marks.name,
        marks.first_day,
        extract(isodow from marks.first_day + numbers.number) as weekday
    from marks
    cross join (select cast(unnest(range(7)) as integer) as number) as numbers
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

expected as (

    {% for compared in ["during", "after"] -%}
    {%- set before = "is_before and is_weekday_of_mark" if compared == "during" else "is_before" -%}
    select
        name,
        first_day,
        metric_id,
        denominator_name is not null as is_quotient,
        scale,
        '{{ compared }}' as compared
        {%- for year in shifts %}
        {%- for window, days_of_window in {"": "is_" ~ compared, "before_": before}.items() %},
        sum(numerator) filter (where year = '{{ year }}' and {{ days_of_window }})
            as {{ year ~ window }}numerator,
        sum(denominator) filter (where year = '{{ year }}' and {{ days_of_window }})
            as {{ year ~ window }}denominator,
        count(*) filter (where year = '{{ year }}' and {{ days_of_window }})
            as {{ year ~ window }}days
        {%- endfor %}
        {%- endfor %}
    from with_weekdays
    group by all
    having count(*) filter (where year = '' and is_{{ compared }}) > 0
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

compared as (

    select
        coalesce(actual.mark, expected.name) as mark,
        coalesce(actual.metric_id, expected.metric_id) as metric_id,
        coalesce(actual.compared, expected.compared) as compared,
        {%- for prefix in ["", "before_", "year_ago_", "year_ago_before_"] %}
        (
            actual.{{ prefix }}numerator is distinct from expected.{{ prefix }}numerator
            or actual.{{ prefix }}denominator is distinct from expected.{{ prefix }}denominator
            or actual.{{ prefix }}days is distinct from expected.{{ prefix }}days
            or abs(
                actual.{{ prefix }}value - case
                    when expected.is_quotient
                        then
                            expected.scale * cast(expected.{{ prefix }}numerator as double)
                            / cast(expected.{{ prefix }}denominator as double)
                    else cast(expected.{{ prefix }}numerator as double) / expected.{{ prefix }}days
                end
            ) > 1e-9 * abs(actual.{{ prefix }}value)
        )
        {%- if not loop.last %} or {% endif %}
        {%- endfor %} as is_wrong
    from {{ ref("metric_before_after") }} as actual
    full outer join expected
        on
            actual.mark = expected.name
            and actual.first_day = expected.first_day
            and actual.metric_id = expected.metric_id
            and actual.compared = expected.compared

)

select * from compared
where is_wrong
