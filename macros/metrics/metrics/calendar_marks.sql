{#- The marks of the reference seed calendar_marks [calendar-marks]. -#}

{#- Their rows, the last day filled; columns name, first_day, last_day, kind. -#}
{% macro calendar_marks() %}
    select
        name,
        first_day,
        coalesce(last_day, first_day) as last_day,
        kind
    from {{ ref("calendar_marks") }}
    where {{ is_of_this_company("is_example") }}
{% endmacro %}


{#- The names of several marks in one text. marks: name of a relation with these columns. -#}
{% macro names_of_marks(marks) %}
    {{ return(dbt.listagg(
        marks ~ ".name", "', '", "order by " ~ marks ~ ".first_day, " ~ marks ~ ".name"
    )) }}
{% endmacro %}


{#-
    The periods in which a mark lies, with the names of their marks: columns period_grain,
    period_start, calendar_mark. relation: a CTE that has the first two.
-#}
{% macro marked_periods(relation) %}
    select
        periods.period_grain,
        periods.period_start,
        {{ names_of_marks("marks") }} as calendar_mark
    from (select distinct period_grain, period_start from {{ relation }}) as periods
    inner join ({{ calendar_marks() }}) as marks
        on
            marks.first_day <= {{ period_end_of("periods.period_grain", "periods.period_start") }}
            and periods.period_start <= marks.last_day
    group by
        periods.period_grain,
        periods.period_start
{% endmacro %}


{#-
    The days that a mark is compared with [before-after], as a relation with one row per mark,
    compared (during, after) and window: the row's own days ('') and those before it ('before_'),
    and both a year ago ('year_ago_...'); var before_after_weeks. Columns: those of the mark,
    compared, window_name, first_day_of_mark (of a year ago its day), window_start, window_end,
    has_its_weekdays (whether only the weekdays of the mark count). marks: a relation of
    calendar_marks().
-#}
{% macro windows_of_marks(marks) %}
    {%- set days = 7 * var("before_after_weeks") -%}
    {%- set before_start = dbt.dateadd("day", -1 * days, "first_day") -%}
    {%- set before_end = dbt.dateadd("day", -1, "first_day") -%}
    {%- set after_start = dbt.dateadd("day", 1, "last_day") -%}
    {%- set after_end = dbt.dateadd("day", days, "last_day") -%}
    {%- set windows = [
        ["during", "", "first_day", "last_day"],
        ["during", "before_", before_start, before_end],
        ["after", "", after_start, after_end],
        ["after", "before_", before_start, before_end],
    ] -%}
    {%- for year in ["", "year_ago_"] %}
    {%- set outer = loop %}
    {%- for compared, window, start, end in windows %}
    select
        name,
        first_day,
        last_day,
        kind,
        '{{ compared }}' as compared,
        '{{ year ~ window }}' as window_name,
        {{ day_of_year("first_day", year) }} as first_day_of_mark,
        {{ day_of_year(start, year) }} as window_start,
        {{ day_of_year(end, year) }} as window_end,
        {{ "true" if [compared, window] == ["during", "before_"] else "false" }}
            as has_its_weekdays
    from {{ marks }}
    {%- if not (outer.last and loop.last) %}

    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
{% endmacro %}


{#- An aggregate over the days of one window. aggregate: SQL; window: a window_name. -#}
{% macro of_window(aggregate, window) -%}
    {{ aggregate }} filter (where windows.window_name = '{{ window }}')
{%- endmacro %}


{#-
    The value of a metric in a window [before-after]: its quotient, or the mean of its days. window:
    a window_name, which the columns of its sums begin with.
-#}
{% macro value_of_window(window) -%}
    case
        when has_denominator
            then {{ ratio(window ~ "numerator", window ~ "denominator", "scale") }}
        else {{ ratio(window ~ "numerator", window ~ "days") }}
    end
{%- endmacro %}


{#- A date itself, or with 'year_ago_' the same weekday a year ago. -#}
{% macro day_of_year(date, year) -%}
    {{ same_weekday_year_ago(date) if year else "cast(" ~ date ~ " as date)" }}
{%- endmacro %}


{#-
    Whether a day before a mark falls on a weekday of the mark. date: the day; first_day_of_mark,
    first_day, last_day: columns of windows_of_marks().
-#}
{% macro is_weekday_of_mark(date, first_day_of_mark, first_day, last_day) -%}
    {%- set days_before = dbt.datediff(date, first_day_of_mark, "day") -%}
    mod(7 - mod({{ days_before }}, 7), 7) <= {{ dbt.datediff(first_day, last_day, "day") }}
{%- endmacro %}


{#-
    The other marks between the first day before a mark and the last day compared [other-marks]:
    columns name, first_day, compared, other_marks. windows, marks: relations of the macros above;
    year: '' or 'year_ago_'.
-#}
{% macro marks_around(windows, marks, year) %}
    select
        spans.name,
        spans.first_day,
        spans.compared,
        {{ names_of_marks("others") }} as other_marks
    from (
        select
            name,
            first_day,
            compared,
            min(window_start) as span_start,
            max(window_end) as span_end
        from {{ windows }}
        where window_name in ('{{ year }}', '{{ year }}before_')
        group by name, first_day, compared
    ) as spans
    inner join {{ marks }} as others
        on
            spans.span_start <= others.last_day
            and spans.span_end >= others.first_day
            and (spans.name <> others.name or spans.first_day <> others.first_day)
    group by
        spans.name,
        spans.first_day,
        spans.compared
{% endmacro %}
