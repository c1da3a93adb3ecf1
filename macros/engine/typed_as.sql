{#-
    SQL that keeps the type that a column has in its source, if that is the type that the contract
    asks for: a cast to text and back would only cost time. Else none: read the column as text.

    column: quoted column; data_type: type in the contract; source_type: the engine's name of the
    column's type. A double is not cast to decimal here: finite_value does that later, so that a
    value that is no decimal can be reported.
-#}
{% macro typed_as(column, data_type, source_type) %}
    {{ return(adapter.dispatch("typed_as")(column, data_type, source_type)) }}
{% endmacro %}

{% macro duckdb__typed_as(column, data_type, source_type) %}
    {%- set integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"] -%}
    {%- if data_type == "timestamp" and source_type == "TIMESTAMP" -%}
        {{ return(column) }}
    {%- elif data_type == "timestamp" and source_type == "TIMESTAMP WITH TIME ZONE" -%}
        {{ return("timezone('UTC', " ~ column ~ ")") }}
    {%- elif data_type == "date" and source_type == "DATE" -%}
        {{ return(column) }}
    {%- elif data_type == "boolean" and source_type == "BOOLEAN" -%}
        {{ return(column) }}
    {%- elif data_type == "integer" and source_type in integers -%}
        {{ return("cast(" ~ column ~ " as bigint)") }}
    {%- elif data_type == "decimal" and (
        source_type in integers + ["DOUBLE"] or source_type.startswith("DECIMAL")
    ) -%}
        {{ return("cast(" ~ column ~ " as double)" if source_type == "DOUBLE" else column) }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}


{#- Whether a column of a base model came with its type; source_type as above. -#}
{% macro is_typed(source_type) %}
    {{ return(source_type is not none and source_type != "VARCHAR") }}
{% endmacro %}


{#-
    A value of a typed source, if the contract allows it: null for infinite times, and for numbers
    with more than 12 digits before the point. value: SQL expression; data_type: type in the
    contract.
-#}
{% macro finite_value(value, data_type) %}
    {{ return(adapter.dispatch("finite_value")(value, data_type)) }}
{% endmacro %}

{% macro duckdb__finite_value(value, data_type) %}
    {%- if data_type == "decimal" -%}
        {{ return("try_cast(" ~ value ~ " as decimal(18, 6))") }}
    {%- elif data_type == "integer" -%}
        {{ return(
            "case when " ~ value ~ " between -999999999999 and 999999999999 then " ~ value ~ " end"
        ) }}
    {%- elif data_type in ["timestamp", "date"] -%}
        {{ return("case when isfinite(" ~ value ~ ") then " ~ value ~ " end") }}
    {%- endif -%}
    {{ return(value) }}
{% endmacro %}
