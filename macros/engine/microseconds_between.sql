{#-
    Whole microseconds from one timestamp to a later one. dbt.datediff knows no unit that fine on
    every engine, and counts the boundaries crossed. earlier, later: SQL expressions.
-#}
{% macro microseconds_between(earlier, later) %}
    {{ return(adapter.dispatch("microseconds_between")(earlier, later)) }}
{% endmacro %}

{% macro duckdb__microseconds_between(earlier, later) -%}
    date_diff('microsecond', {{ earlier }}, {{ later }})
{%- endmacro %}
