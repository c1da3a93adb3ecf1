{#-
    Seconds from one UTC timestamp to a later one, exact to the microsecond, as decimal(18, 6); null
    if one of them is. dbt.datediff counts the boundaries of seconds in between instead.
-#}
{% macro seconds_between(earlier, later) %}
    {{ return(adapter.dispatch("seconds_between")(earlier, later)) }}
{% endmacro %}

{% macro duckdb__seconds_between(earlier, later) %}
    {{ return(
        "cast(cast(date_diff('microsecond', " ~ earlier ~ ", " ~ later
        ~ ") as decimal(24, 0)) * 0.000001 as decimal(18, 6))"
    ) }}
{% endmacro %}
