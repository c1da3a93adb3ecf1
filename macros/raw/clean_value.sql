{#-
    The values of a raw table's columns without what they tell of a person, for staging and all that
    reads it (docs/decisions/privacy.md). column: an entry of columns_to_judge().
-#}

{#-
    SQL of a column's value as it may be shown. An id stays a key: as a hash, where it must; an
    identifier of a person always is one, in lower case.
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


{#- The name of a column in staging: it says so, where the value is a hash. -#}
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


{#- Whether a column holds text of which a mart may show something as it is. -#}
{% macro is_cleaned(column) %}
    {{ return(
        column.data_type == "string"
        and column.accepted_values is not defined
        and column.personal is not defined
        and not column.kept_whole
    ) }}
{% endmacro %}


{#- Whether a column tells rows apart, or points to a row. -#}
{% macro is_id(column) %}
    {{ return(column.is_key or column.name.endswith("_id")) }}
{% endmacro %}
