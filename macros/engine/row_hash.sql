{#-
    A hash of the contents of a row, to tell equal rows from different ones within one build.
    names: its columns.
-#}
{% macro row_hash(names) %}
    {{ return(adapter.dispatch("row_hash")(names)) }}
{% endmacro %}

{#- 64 bits of DuckDB's own hash: a tenth of the time of md5 over the row as text. -#}
{% macro duckdb__row_hash(names) -%}
    cast(hash({{ names | join(", ") }}) as varchar)
{%- endmacro %}
