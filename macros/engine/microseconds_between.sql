{#-
    Whole microseconds from one timestamp to a later one. dbt.datediff cannot do this: it does not
    have microseconds on every engine, and it counts the unit boundaries crossed, not the time that
    passed. earlier, later: SQL expressions.
-#}
{% macro microseconds_between(earlier, later) %}
    {{ return(adapter.dispatch("microseconds_between")(earlier, later)) }}
{% endmacro %}

{% macro duckdb__microseconds_between(earlier, later) -%}
    date_diff('microsecond', {{ earlier }}, {{ later }})
{%- endmacro %}
