{#-
    The rows that a unit test gives for one input. dbt takes the types of the columns from the table
    that the rows stand for; a table of a source system is not there when its adapter is tested, so
    that its columns are those of the rows, as text.
-#}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
    {%- if column_name_to_data_types or load_relation(this) is not none or not rows -%}
        {{ return(dbt.get_fixture_sql(rows, column_name_to_data_types)) }}
    {%- endif -%}
    {%- set types = {} -%}
    {%- for row in rows -%}
        {%- for name in row -%}
            {%- do types.update({name | lower: dbt.type_string()}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for row in rows %}
    select
        {%- for name in types %}
        {{ "cast(null as " ~ dbt.type_string() ~ ")" if row.get(name) is none
            else string_literal(row[name]) }} as {{ quoted_name(name) }}
        {{- "," if not loop.last }}
        {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}
