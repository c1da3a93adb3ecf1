{#-
    A surrogate key of a stored table: the engine's own number of the row. It needs no storage and
    is cheap to join by. It has no other meaning, and changes when the table is built again.
-#}
{% macro stored_row_number() %}
    {{ return(adapter.dispatch("stored_row_number")()) }}
{% endmacro %}

{% macro duckdb__stored_row_number() %}{{ return("rowid") }}{% endmacro %}
