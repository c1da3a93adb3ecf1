{#-
    The values of a raw table's columns without personal data, for staging and every model after it
    (docs/decisions/privacy.md). column: an entry of columns_to_judge().
-#}

{#-
    SQL of a column's value without personal data. An id that contains some becomes a hash, because
    it must stay a key. An identifier of a person is always hashed, in lower case.
-#}
{% macro clean_value(column) %}
    {%- if column.personal == "identifier" -%}
        {{ return(dbt.hash("lower(" ~ column.name ~ ")")) }}
    {%- elif not is_cleaned(column) -%}
        {{ return(column.name) }}
    {%- elif is_id(column) -%}
        {{ return(
            "case when " ~ needs_cleaning(column.name) ~ " then " ~ dbt.hash(column.name)
            ~ " else " ~ column.name ~ " end"
        ) }}
    {%- endif -%}
    {{ return(cleaned_text(column.name)) }}
{% endmacro %}


{#- The name of a column in staging; it ends with _hash where the value is a hash. -#}
{% macro staged_name(column) %}
    {{ return(column.name ~ ("_hash" if column.personal == "identifier" else "")) }}
{% endmacro %}


{#- SQL: whether clean_value changes one of the columns of a row. -#}
{% macro needs_cleaning_somewhere(columns) %}
    {%- set conditions = ["false"] -%}
    {%- for column in columns if is_cleaned(column) -%}
        {%- do conditions.append(needs_cleaning(column.name)) -%}
    {%- endfor -%}
    {{ return("(" ~ conditions | join(" or ") ~ ")") }}
{% endmacro %}


{#- Whether a column holds free text, which is searched for personal data. -#}
{% macro is_cleaned(column) %}
    {{ return(
        column.data_type == "string"
        and column.accepted_values is not defined
        and column.personal is not defined
        and not column.kept_whole
    ) }}
{% endmacro %}


{#- Whether a column is part of the key, or a foreign key. -#}
{% macro is_id(column) %}
    {{ return(column.is_key or column.name.endswith("_id")) }}
{% endmacro %}
