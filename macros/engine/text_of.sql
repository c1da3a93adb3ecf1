{#-
    SQL of a value as text, so that a typed source (Parquet, tables of a database) reads as CSV
    does. A nested value becomes JSON text. A whole number in a floating column becomes '501', not
    '501.0': loaders keep ids so, once a column has an empty cell.

    column: quoted column; source_type: the engine's name of its type.
-#}
{% macro text_of(column, source_type) %}
    {{ return(adapter.dispatch("text_of")(column, source_type)) }}
{% endmacro %}

{% macro duckdb__text_of(column, source_type) %}
    {%- if source_type == "VARCHAR" -%}
        {{ return(column) }}
    {%- elif source_type.startswith(("STRUCT", "MAP", "UNION")) or source_type.endswith("]") -%}
        {{ return("cast(to_json(" ~ column ~ ") as varchar)") }}
    {%- elif source_type in ["DOUBLE", "FLOAT"] -%}
        {#- Beyond 2^53 not every whole number has a double of its own. -#}
        {{ return(
            "case when abs(" ~ column ~ ") < 9007199254740992 and " ~ column ~ " = floor(" ~ column
            ~ ") then cast(cast(" ~ column ~ " as bigint) as varchar) else cast(" ~ column
            ~ " as varchar) end"
        ) }}
    {%- endif -%}
    {{ return("cast(" ~ column ~ " as varchar)") }}
{% endmacro %}
