{#-
    Whether the whole of a text matches the regular expression in a column; a null pattern matches
    everything. text, pattern: SQL expressions.
-#}
{% macro matches_column_pattern(text, pattern) %}
    {{ return(adapter.dispatch("matches_column_pattern")(text, pattern)) }}
{% endmacro %}

{% macro duckdb__matches_column_pattern(text, pattern) -%}
    ({{ pattern }} is null or regexp_full_match({{ text }}, {{ pattern }}))
{%- endmacro %}
