{%- set windows = ["", "before_", "year_ago_", "year_ago_before_"] -%}

with

metrics as (

    select * from {{ ref("metric_catalog") }}
    where numerator is not null

),

-- A day counts where its parts are known.
days as (

    select
        metric_values.metric_id,
        metric_values.period_start as date_day,
        metric_values.numerator,
        metric_values.denominator,
        metrics.unit,
        metrics.scale,
        metrics.denominator is not null as has_denominator
    from {{ ref("metric_values") }} as metric_values
    inner join metrics
        on metric_values.metric_id = metrics.metric_id
    where
        metric_values.dimension = 'all'
        and metric_values.is_complete
        and metric_values.period_grain = 'day'
        and metric_values.numerator is not null
        and (metric_values.denominator is not null or metrics.denominator is null)

),

marks as (

    {{ calendar_marks() }}

),

windows as (

    {{ windows_of_marks("marks") }}

),

summed as (

    select
        {% for window in windows -%}
        {{ of_window("sum(days.numerator)", window) }} as {{ window }}numerator,
        {{ of_window("sum(days.denominator)", window) }} as {{ window }}denominator,
        {{ of_window("count(*)", window) }} as {{ window }}days,
        {% endfor -%}
        windows.name,
        windows.first_day,
        windows.last_day,
        windows.kind,
        windows.compared,
        days.metric_id,
        days.unit,
        days.scale,
        days.has_denominator
    from windows
    inner join days
        on
            windows.window_start <= days.date_day
            and windows.window_end >= days.date_day
            and (
                not windows.has_its_weekdays
                or {{ is_weekday_of_mark(
                    "days.date_day", "windows.first_day_of_mark", "windows.first_day",
                    "windows.last_day"
                ) }}
            )
    group by all
    having {{ of_window("count(*)", "") }} > 0

),

valued as (

    select
        {% for window in windows -%}
        {{ value_of_window(window) }} as {{ window }}value,
        {% endfor -%}
        *
    from summed

),

other_marks as (

    {{ marks_around("windows", "marks", "") }}

),

year_ago_other_marks as (

    {{ marks_around("windows", "marks", "year_ago_") }}

),

with_other_marks as (

    select
        valued.*,
        other_marks.other_marks,
        year_ago_other_marks.other_marks as year_ago_other_marks
    from valued
    left join other_marks
        on
            valued.name = other_marks.name
            and valued.first_day = other_marks.first_day
            and valued.compared = other_marks.compared
    left join year_ago_other_marks
        on
            valued.name = year_ago_other_marks.name
            and valued.first_day = year_ago_other_marks.first_day
            and valued.compared = year_ago_other_marks.compared

),

final as (

    select
        name as mark,
        first_day,
        last_day,
        kind,
        metric_id,
        compared,

        {% for year in ["", "year_ago_"] -%}
        {% for window in [year, year ~ "before_"] -%}
        {{ window }}value,
        {{ window }}numerator,
        {{ window }}denominator,
        {{ window }}days,
        {% endfor -%}
        {{ year }}value - {{ year }}before_value as {{ year }}change,
        {{ change_percent(year ~ "value", year ~ "before_value", "unit") }}
            as {{ year }}change_percent,
        {% endfor %}

        {{ is_small_sample("denominator") }}
        or {{ is_small_sample("before_denominator") }} as is_small_sample,

        other_marks,
        year_ago_other_marks
    from with_other_marks

)

select * from final
