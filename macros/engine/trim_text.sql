{#-
    Text without the white space at its ends; null if nothing is left [trimmed-text]. White
    space: ASCII, no-break space, ideographic space and the byte order mark.
-#}
{% macro trim_text(text) %}
    {{ return(adapter.dispatch("trim_text")(text)) }}
{% endmacro %}

{#-
    trim() with a set of characters costs six times as much as a comparison: it is called only where
    the first or the last character is not printable ASCII.
-#}
{% macro duckdb__trim_text(text) %}
    {%- set white_space = [] -%}
    {%- for code in [9, 10, 11, 12, 13, 32, 160, 12288, 65279] -%}
        {%- do white_space.append("chr(" ~ code ~ ")") -%}
    {%- endfor -%}
    {{ return(
        "case when " ~ text ~ " >= '!' and " ~ text ~ " < chr(127)"
        ~ " and reverse(" ~ text ~ ") >= '!' and reverse(" ~ text ~ ") < chr(127) then " ~ text
        ~ " else nullif(trim(" ~ text ~ ", " ~ white_space | join(" || ") ~ "), '') end"
    ) }}
{% endmacro %}
