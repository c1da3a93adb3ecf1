{#- Text without the white space at its ends; null if nothing is left (definitions.md 3). White
space: ASCII, no-break space, ideographic space and the byte order mark. -#}
{% macro trim_text(text) %}
    {{ return(adapter.dispatch("trim_text")(text)) }}
{% endmacro %}

{% macro duckdb__trim_text(text) %}
    {{ return(
        "nullif(trim(" ~ text ~ ", ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(12288)"
        ~ " || chr(65279)), '')"
    ) }}
{% endmacro %}
