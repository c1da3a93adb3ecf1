{#-
    Conversions between UTC and the reporting time zone (var reporting_timezone). local_date decides
    the period of every fact in every metric.
-#}

{#- The calendar date, in the reporting time zone, of a UTC timestamp. -#}
{% macro local_date(utc_timestamp) %}
    {{ return(adapter.dispatch("local_date")(utc_timestamp)) }}
{% endmacro %}

{% macro duckdb__local_date(utc_timestamp) -%}
    {%- set zone = string_literal(var("reporting_timezone")) -%}
    {%- if var("reporting_timezone") == "UTC" -%}
        cast({{ utc_timestamp }} as date)
    {%- else -%}
        cast(timezone({{ zone }}, timezone('UTC', {{ utc_timestamp }})) as date)
    {%- endif -%}
{%- endmacro %}


{#- The UTC timestamp of a local date's midnight. -#}
{% macro local_midnight(local_date) %}
    {{ return(adapter.dispatch("local_midnight")(local_date)) }}
{% endmacro %}

{% macro duckdb__local_midnight(local_date) -%}
    {%- set zone = string_literal(var("reporting_timezone")) -%}
    timezone('UTC', timezone({{ zone }}, cast({{ local_date }} as timestamp)))
{%- endmacro %}
