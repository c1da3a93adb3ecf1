{#-
    What adapters say often: ids, and values made of texts. Each takes columns of source_rows().
-#}

{#-
    The id of an object of the same connection, as it stands in the warehouse: <connection>:<id>.
    Two systems that count from 1 never share a key so. column: SQL of the id.
-#}
{% macro own_id(column) %}
    {{ return("connection || ':' || " ~ column) }}
{% endmacro %}


{#-
    The id of an object that another connection may know: <that connection>:<id> where the user says
    whose it is, by an option of the connection (customer_id_of, order_id_of), else own_id().

    column: SQL of the id; system: whose adapter this is; option: name of the option.
-#}
{% macro id_of(column, system, option) %}
    {%- set cases = [] -%}
    {%- for connection in source_connections(system) if connection.get(option) -%}
        {%- do cases.append(
            "when " ~ string_literal(connection.name) ~ " then "
            ~ string_literal(connection.get(option))
        ) -%}
    {%- endfor -%}
    {{ return(
        "case connection " ~ cases | join(" ") ~ " else connection end || ':' || " ~ column
        if cases else own_id(column)
    ) }}
{% endmacro %}


{#-
    Whether the connection of a row has this value of an option: of rows that an adapter makes only
    where it is asked for, as only_with of source_rows() for a table.
-#}
{% macro is_asked_for(system, option, value) %}
    {%- set names = [] -%}
    {%- for connection in source_connections(system) if connection.get(option) == value -%}
        {%- do names.append(string_literal(connection.name)) -%}
    {%- endfor -%}
    {{ return("connection in (" ~ names | join(", ") ~ ")" if names else "false") }}
{% endmacro %}


{#-
    Whether a row is one of those that its connection names in an option that is a list: one of the
    columns has a text of the list, in any case.

    connection: SQL of the row's connection; columns: list of SQL, such as its id and its name.
-#}
{% macro is_named_in(system, option, connection, columns) %}
    {%- set cases = [] -%}
    {%- for described in source_connections(system) if described.get(option) -%}
        {%- set texts = [] -%}
        {%- for text in described.get(option) -%}
            {%- do texts.append(string_literal(text | string | lower)) -%}
        {%- endfor -%}
        {%- for column in columns -%}
            {%- do cases.append(
                "(" ~ connection ~ " = " ~ string_literal(described.name) ~ " and lower(" ~ column
                ~ ") in (" ~ texts | join(", ") ~ "))"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return("coalesce(" ~ cases | join(" or ") ~ ", false)" if cases else "false") }}
{% endmacro %}


{#- Whether a text says true; false for null and for anything else. -#}
{% macro is_true(column) %}
    {{ return("coalesce(lower(" ~ column ~ ") in ('true', 't', '1', 'yes'), false)") }}
{% endmacro %}


{#- Whether a text does not say false: of a flag that only some rows or loaders have. -#}
{% macro is_live(column) %}
    {{ return("coalesce(lower(" ~ column ~ ") not in ('false', 'f', '0', 'no'), true)") }}
{% endmacro %}


{#-
    Aggregate: the sum of amounts that are text, as text. If one of them is no number, that text
    instead: the contract then rejects the row and shows it, where a smaller sum would look right.
-#}
{% macro summed_text(column) %}
    {%- set number = cast_text(column, "decimal") -%}
    {{ return(
        "coalesce(min(case when " ~ column ~ " is not null and " ~ number ~ " is null then "
        ~ column ~ " end), cast(sum(" ~ number ~ ") as " ~ dbt.type_string() ~ "))"
    ) }}
{% endmacro %}


{#-
    The sum of several columns of a row that are text, as text; null if none is known. If one of
    them is no number, that text instead, as summed_text() does.

    columns: list of SQL.
-#}
{% macro added_text(columns) %}
    {%- set faults, numbers = [], [] -%}
    {%- for column in columns -%}
        {%- set number = cast_text(column, "decimal") -%}
        {%- do faults.append(
            "when " ~ column ~ " is not null and " ~ number ~ " is null then " ~ column
        ) -%}
        {%- do numbers.append("coalesce(" ~ number ~ ", 0)") -%}
    {%- endfor -%}
    {{ return(
        "case when coalesce(" ~ columns | join(", ") ~ ") is null then null "
        ~ faults | join(" ") ~ " else cast(" ~ numbers | join(" + ") ~ " as "
        ~ dbt.type_string() ~ ") end"
    ) }}
{% endmacro %}


{#- A time that ends in ' UTC', as BigQuery writes it, in the form of ISO 8601; others stay. -#}
{% macro iso_time(column) %}
    {{ return("replace(" ~ column ~ ", ' UTC', 'Z')") }}
{% endmacro %}
