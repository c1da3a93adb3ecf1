{#-
    In a select: one row per piece of a text, without the blanks around it. separator: a text
    between two pieces.
-#}
{% macro each_piece(text, separator) %}
    {{ return(adapter.dispatch("each_piece")(text, separator)) }}
{% endmacro %}

{% macro duckdb__each_piece(text, separator) %}
    {{ return(
        "trim(unnest(string_split(" ~ text ~ ", " ~ string_literal(separator) ~ ")))"
    ) }}
{% endmacro %}
