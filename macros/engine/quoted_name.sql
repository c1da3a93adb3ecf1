{#-
    Text from outside, made safe as SQL. A name or value from a file, a database or a var enters SQL
    through these two macros and no other way (adapter.quote does not double the quotes inside).
-#}

{#- A name of a column, table, schema or database. -#}
{% macro quoted_name(name) %}
    {{ return(adapter.dispatch("quoted_name")(name)) }}
{% endmacro %}

{% macro duckdb__quoted_name(name) %}
    {{ return('"' ~ name | string | replace('"', '""') ~ '"') }}
{% endmacro %}


{#- A value as a text literal. -#}
{% macro string_literal(value) %}
    {{ return(adapter.dispatch("string_literal")(value)) }}
{% endmacro %}

{% macro duckdb__string_literal(value) %}
    {{ return("'" ~ value | string | replace("'", "''") ~ "'") }}
{% endmacro %}
