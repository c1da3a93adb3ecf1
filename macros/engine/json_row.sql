{#-
    A JSON object of columns. names: column names; expressions: dict name -> SQL to use instead
    of the column.
-#}
{% macro json_row(names, expressions={}) %}
    {{ return(adapter.dispatch("json_row")(names, expressions)) }}
{% endmacro %}

{% macro duckdb__json_row(names, expressions) %}
    {%- set pairs = [] -%}
    {%- for name in names -%}
        {%- do pairs.append("'" ~ name ~ "', " ~ expressions.get(name, name)) -%}
    {%- endfor -%}
    {{ return("cast(json_object(" ~ pairs | join(", ") ~ ") as varchar)") }}
{% endmacro %}
