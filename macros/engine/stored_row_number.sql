{#-
    A number that tells the rows of a stored table apart, as long as it is not built again. It costs
    nothing to store and little to join by; it says nothing else about a row.
-#}
{% macro stored_row_number() %}
    {{ return(adapter.dispatch("stored_row_number")()) }}
{% endmacro %}

{% macro duckdb__stored_row_number() %}{{ return("rowid") }}{% endmacro %}
