{#-
    Microseconds since 1970 that are text as an ISO time in UTC, as text. What is no whole number
    stays as it is, so that the contract shows it.
-#}
{% macro timestamp_of_microseconds(text) %}
    {{ return(adapter.dispatch("timestamp_of_microseconds")(text)) }}
{% endmacro %}

{% macro duckdb__timestamp_of_microseconds(text) -%}
    case
        when {{ matches_pattern(text, "[0-9]{1,17}") }}
            then cast(make_timestamp(cast({{ text }} as bigint)) as varchar)
        else {{ text }}
    end
{%- endmacro %}
