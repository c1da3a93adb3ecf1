{#-
    Whether the whole text matches a regular expression. text: SQL expression; pattern: RE2
    pattern, without anchors.
-#}
{% macro matches_pattern(text, pattern) %}
    {{ return(adapter.dispatch("matches_pattern")(text, pattern)) }}
{% endmacro %}

{% macro duckdb__matches_pattern(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}
