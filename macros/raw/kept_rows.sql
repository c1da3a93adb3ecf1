{#-
    The body of a staging model: the rows of a raw table that count, typed. A personal identifier is
    hashed, as <column>_hash.

    judged: the judged model's relation; raw_table: name of the raw table; with_row_number: whether
    to add _row_number, which tells the rows apart within one build: a narrow key to join by.
-#}
{% macro kept_rows(judged, raw_table, with_row_number=false) %}
    {%- set columns = raw_contract(raw_table).columns -%}
    with

    judged_rows as (

        select
            *
            {%- if with_row_number %},
            {{ stored_row_number() }} as _row_number
            {%- endif %}
        from {{ judged }}

    ),

    kept as (

        select
            {%- for column in columns %}
            {% if column.personal == "identifier" -%}
                {{ dbt.hash("lower(" ~ column.name ~ ")") }} as {{ column.name }}_hash,
            {%- else -%}
                {{ column.name }},
            {%- endif %}
            {%- endfor %}
            _loaded_at
            {%- if with_row_number %},
            _row_number
            {%- endif %}
        from judged_rows
        where _row_status = 'kept'

    )

    select * from kept
{% endmacro %}
