{#-
    An ISO 8601 text with an optional offset as a timestamp in UTC without zone; null if there is no
    such time. text: SQL expression, of the form YYYY-MM-DD hh:mm[:ss[.f]][offset].
-#}
{% macro utc_timestamp(text) %}
    {{ return(adapter.dispatch("utc_timestamp")(text)) }}
{% endmacro %}

{#-
    The cast is to timestamptz, because a cast to timestamp drops the offset silently. A text
    without an offset is read as UTC, the time zone of the session (profiles.yml).
-#}
{% macro duckdb__utc_timestamp(text) %}
    {%- set offset_with_colon -%}
        regexp_replace({{ text }}, ' ?([+-][0-9]{2}):?([0-9]{2})$', '\1:\2')
    {%- endset -%}
    {%- set closed_up -%}
        regexp_replace({{ offset_with_colon }}, ' ([+-][0-9]{2}|Z)$', '\1')
    {%- endset -%}
    {{ return("timezone('UTC', try_cast(" ~ closed_up ~ " as timestamptz))") }}
{% endmacro %}
