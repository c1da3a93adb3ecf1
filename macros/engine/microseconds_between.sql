{#- Whole microseconds from one timestamp to a later one; dbt.datediff counts the boundaries crossed, of coarser units. -#}
{% macro microseconds_between(earlier, later) %}
    {{ return(adapter.dispatch("microseconds_between")(earlier, later)) }}
{% endmacro %}

{% macro duckdb__microseconds_between(earlier, later) %}
    {{ return("date_diff('microsecond', " ~ earlier ~ ", " ~ later ~ ")") }}
{% endmacro %}
