{#-
    Tells the engine not to store a CTE that is read twice: each reader needs few of its rows or
    columns, so that storing all of them would cost more. Write it between `as` and the parenthesis.
-#}
{% macro inlined() %}
    {{ return(adapter.dispatch("inlined")()) }}
{% endmacro %}

{#- DuckDB stores a CTE that is read twice unless it is told not to. -#}
{% macro duckdb__inlined() %}{{ return("not materialized") }}{% endmacro %}
