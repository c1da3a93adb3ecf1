{#-
    Stands between `as` and the parenthesis of a CTE that is read twice and must not be stored in
    between, because each reader wants few of its rows or columns.
-#}
{% macro inlined() %}
    {{ return(adapter.dispatch("inlined")()) }}
{% endmacro %}

{#- DuckDB stores a CTE with two readers, unless told. -#}
{% macro duckdb__inlined() %}{{ return("not materialized") }}{% endmacro %}
