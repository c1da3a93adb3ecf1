{#- Calendar periods, of local dates. Weeks start on Monday. -#}

{#- Every grain of the calendar, from the shortest: what retention_period_grains may name. -#}
{% macro calendar_grains() %}
    {{ return(var("declared_vars").retention_period_grains["items"].allowed) }}
{% endmacro %}


{#- First day of the period that a date lies in. period_grain: a name, no SQL. -#}
{% macro period_start(period_grain, date) -%}
    cast(date_trunc('{{ period_grain }}', {{ date }}) as date)
{%- endmacro %}


{#- Last day of the period that starts on a date. period_grain: a name, no SQL. -#}
{% macro period_end(period_grain, period_start) -%}
    {%- set next_period_start = dbt.dateadd(period_grain, 1, period_start) -%}
    cast({{ dbt.dateadd("day", -1, next_period_start) }} as date)
{%- endmacro %}


{#- Last day of a period of any grain. period_grain, period_start: columns. -#}
{% macro period_end_of(period_grain, period_start) %}
    case {{ period_grain }}
        {%- for grain in calendar_grains() %}
        when '{{ grain }}' then {{ period_end(grain, period_start) }}
        {%- endfor %}
    end
{% endmacro %}


{#- The last day of a period with known data: its end, or the as-of date if that lies within. -#}
{% macro last_known_day(period_start, period_end, as_of_date) -%}
    greatest({{ period_start }}, least({{ period_end }}, {{ as_of_date }}))
{%- endmacro %}


{#-
    Whether a period was over at the as-of date, which itself counts as over [complete-period].
-#}
{% macro is_period_complete(period_end, as_of_date) -%}
    {{ period_end }} <= {{ as_of_date }}
{%- endmacro %}


{#-
    Whether a period_grain is one that a metrics table has. grains: its list, if it has one of its
    own as customer_retention does.
-#}
{% macro is_metric_grain(period_grain, grains=none) %}
    {{ period_grain }} in ('{{ (grains or checked_var("period_grains")) | join("', '") }}')
{%- endmacro %}


{#-
    First day of the longest calendar that may end on a date: check_calendar_span() lets no activity
    lie before it [as-of-jump]. as_of_date: a column.
-#}
{% macro longest_calendar_start(as_of_date) -%}
    {%- set start = dbt.dateadd("year", "-" ~ var("max_calendar_years"), as_of_date) -%}
    {{ period_start("year", start) }}
{%- endmacro %}


{#- The as-of date: the var as_of_date, else the latest activity in the data [as-of-date]. -#}
{% macro as_of_date_of(last_activity_date) %}
    {{ return(
        last_activity_date if var("as_of_date", none) is none
        else "cast(" ~ string_literal(var("as_of_date")) ~ " as date)"
    ) }}
{% endmacro %}
