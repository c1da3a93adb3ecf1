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
        windows.name,
        windows.first_day,
        windows.last_day,
        windows.kind,
        windows.compared,
        days.metric_id,
        days.unit,
        days.scale,
        days.has_denominator
        {%- for window in windows %},
        sum(days.numerator) filter (where windows.window_name = '{{ window }}')
            as {{ window }}numerator,
        sum(days.denominator) filter (where windows.window_name = '{{ window }}')
            as {{ window }}denominator,
        count(*) filter (where windows.window_name = '{{ window }}') as {{ window }}days
        {%- endfor %}
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
    having count(*) filter (where windows.window_name = '') > 0

),

valued as (

    select
        *
        {%- for window in windows %},
        case
            when has_denominator
                then {{ ratio(window ~ "numerator", window ~ "denominator", "scale") }}
            else {{ ratio(window ~ "numerator", window ~ "days") }}
        end as {{ window }}value
        {%- endfor %}
    from summed

),

{% for year in ["", "year_ago_"] -%}
{{ year }}other_marks as (

    {{ marks_around("windows", "marks", year) }}

),

{% endfor -%}

final as (

    select
        valued.name as mark,
        valued.first_day,
        valued.last_day,
        valued.kind,
        valued.metric_id,
        valued.compared,
        {%- for year in ["", "year_ago_"] %}
        {% for window in [year, year ~ "before_"] %}
        valued.{{ window }}value,
        valued.{{ window }}numerator,
        valued.{{ window }}denominator,
        valued.{{ window }}days,
        {%- endfor %}
        valued.{{ year }}value - valued.{{ year }}before_value as {{ year }}change,
        {{ change_percent(
            "valued." ~ year ~ "value", "valued." ~ year ~ "before_value", "valued.unit"
        ) }} as {{ year }}change_percent,
        {%- endfor %}

        {{ is_small_sample("valued.denominator") }}
        or {{ is_small_sample("valued.before_denominator") }} as is_small_sample,

        other_marks.other_marks,
        year_ago_other_marks.other_marks as year_ago_other_marks
    from valued
    {% for year in ["", "year_ago_"] -%}
    left join {{ year }}other_marks
        on
            valued.name = {{ year }}other_marks.name
            and valued.first_day = {{ year }}other_marks.first_day
            and valued.compared = {{ year }}other_marks.compared
    {% endfor %}
)

select * from final
