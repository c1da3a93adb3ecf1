{#-
    How a staging model casts each column of a plain row, one macro per kind of column. The contract
    decides the kind of a column; a macro of another kind fails. Plain rows have no value that
    cannot be cast and no text with personal data: such rows are exceptions.

    column: an entry of base_columns().
-#}

{#-
    The columns of a raw table as its base model has them, by name: see columns_to_judge(). Empty
    while dbt only parses.
-#}
{% macro base_columns(raw_table) %}
    {%- set columns = {} -%}
    {%- for column in columns_to_judge(raw_contract(raw_table), raw_table) -%}
        {%- do columns.update({column.name: column}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}


{#- Trimmed text [trimmed-text], in the case that it came in [kept-case]. -#}
{% macro as_text(column) %}{{ return(staged_value(column, "text")) }}{% endmacro %}

{#- A value of a closed list, trimmed and in lower case [closed-lists]. -#}
{% macro as_listed(column) %}{{ return(staged_value(column, "listed")) }}{% endmacro %}

{#- The hash of an identifier of a person, trimmed and in lower case. -#}
{% macro as_hash(column) %}{{ return(staged_value(column, "hash")) }}{% endmacro %}

{#- A whole number [cast-values]. -#}
{% macro as_integer(column) %}{{ return(staged_value(column, "integer")) }}{% endmacro %}

{#- A number of 6 decimals [cast-values]. -#}
{% macro as_decimal(column) %}{{ return(staged_value(column, "decimal")) }}{% endmacro %}

{#- True or false [cast-values]. -#}
{% macro as_boolean(column) %}{{ return(staged_value(column, "boolean")) }}{% endmacro %}

{#- A day, in no time zone [cast-values]. -#}
{% macro as_date(column) %}{{ return(staged_value(column, "date")) }}{% endmacro %}

{#- A time in UTC [cast-values] [date-only-times]. -#}
{% macro as_timestamp(column) %}{{ return(staged_value(column, "timestamp")) }}{% endmacro %}


{#- SQL of a column's value, if it is of this kind. -#}
{% macro staged_value(column, kind) %}
    {%- if not execute -%}
        {{ return("null") }}
    {%- elif column is not mapping -%}
        {{ exceptions.raise_compiler_error(
            "The model " ~ model.name ~ " stages a column that the contract does not have, by "
            ~ "as_" ~ kind ~ "(). Look into models/base/*/_*__sources.yml."
        ) }}
    {%- elif staged_kind(column) != kind -%}
        {{ exceptions.raise_compiler_error(
            "The model " ~ model.name ~ " stages " ~ column.name ~ " by as_" ~ kind
            ~ "(). To the contract it is one for as_" ~ staged_kind(column) ~ "()."
        ) }}
    {%- elif kind == "hash" -%}
        {{ return(dbt.hash("lower(" ~ value_in_base(column) ~ ")")) }}
    {%- endif -%}
    {{ return(value_in_base(column)) }}
{% endmacro %}


{#- Which of the macros above a column is for. -#}
{% macro staged_kind(column) %}
    {%- if column.data_type != "string" -%}{{ return(column.data_type) }}
    {%- elif column.personal == "identifier" -%}{{ return("hash") }}
    {%- elif column.accepted_values is defined -%}{{ return("listed") }}
    {%- endif -%}
    {{ return("text") }}
{% endmacro %}
