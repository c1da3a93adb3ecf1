{#-
    The field of a JSON text as text, null where the text is no JSON. path: names with dots between;
    [0] is the first item of a list.
-#}
{% macro json_field(text, path) %}
    {{ return(adapter.dispatch("json_field")(text, path)) }}
{% endmacro %}

{% macro duckdb__json_field(text, path) %}
    {{ return(
        "json_extract_string(case when json_valid(" ~ text ~ ") then " ~ text ~ " end, "
        ~ string_literal("$" ~ ("" if path.startswith("[") else ".") ~ path) ~ ")"
    ) }}
{% endmacro %}
