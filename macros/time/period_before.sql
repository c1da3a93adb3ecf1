{#-
    The calendar period before another one, of the same grain, for measures that compare the two
    [known-before].
-#}

{#-
    Its first day. period_grain, period_start: columns of the later period, in a metrics table;
    periods: how many periods before it, 1 = directly before.
-#}
{% macro previous_period_start(period_grain, period_start, periods=1) %}
    case {{ period_grain }}
        {%- for grain in calendar_grains() %}
        when '{{ grain }}'
            then cast({{ dbt.dateadd(grain, -1 * periods, period_start) }} as date)
        {%- endfor %}
    end
{%- endmacro %}


{#-
    First day of the same period a year ago [scorecard-periods]: the same month, or the day or week
    with the same weekdays.
-#}
{% macro year_ago_start(period_grain, period_start) -%}
    case
        when {{ period_grain }} = 'month'
            then cast({{ dbt.dateadd("year", -1, period_start) }} as date)
        else {{ same_weekday_year_ago(period_start) }}
    end
{%- endmacro %}


{#- The day 364 days before another one, which has its weekday. -#}
{% macro same_weekday_year_ago(date) -%}
    cast({{ dbt.dateadd("day", -364, date) }} as date)
{%- endmacro %}


{#-
    Whether the whole period before is known: it has a row, and did not begin before the first day
    of the data. period_start: its first day, null without a row; first_activity_date: that day.
-#}
{% macro is_period_before_known(period_start, first_activity_date) -%}
    coalesce({{ period_start }} >= {{ first_activity_date }}, false)
{%- endmacro %}


{#-
    How a column changed since the period before, null where the two cannot be compared
    [unfinished-rates] [known-before]. column, previous: its value in the period and in the one
    before; the relation has the columns of a metrics table, and first_activity_date.
-#}
{% macro change_since(column, previous) %}
    case
        when {{ is_comparable("is_complete", is_period_before_known(
            previous_period_start("period_grain", "period_start"), "first_activity_date"
        )) }}
            then {{ column }} - {{ previous }}
    end
{%- endmacro %}


{#-
    The value of a column in the row of the same cut in the period directly before; null where
    there is no such row [known-before]. column: of a relation with the grain of a metrics table.
-#}
{% macro in_period_before(column) %}
    {%- set rows_of_cut -%}
        over (partition by period_grain, dimension, dimension_value order by period_start)
    {%- endset -%}
    case
        when
            lag(period_start) {{ rows_of_cut }}
            = {{ previous_period_start("period_grain", "period_start") }}
            then lag({{ column }}) {{ rows_of_cut }}
    end
{%- endmacro %}
