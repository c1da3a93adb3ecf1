{#-
    The calendar period before another one, of the same grain, for what compares the two
    [known-before]. period_grain, period_start: columns of the earlier period.
-#}

{#- First day of the period that comes next: a row meets the one before it under this start. -#}
{% macro next_period_start(period_grain, period_start) %}
    {{ return(
        "cast(" ~ dbt.dateadd("day", 1, period_end_of(period_grain, period_start)) ~ " as date)"
    ) }}
{% endmacro %}


{#-
    Whether the data knows the whole period before: it has a row, and did not begin before the data
    did. period_start: its first day, null without a row; first_activity_date: the data's first day.
-#}
{% macro is_period_before_known(period_start, first_activity_date) %}
    {{ return("coalesce(" ~ period_start ~ " >= " ~ first_activity_date ~ ", false)") }}
{% endmacro %}
