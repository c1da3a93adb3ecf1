{#-
    The body of a staging model: the rows of a raw table that count, typed. A personal identifier is
    hashed, as <column>_hash.

    raw_table: name of the raw table; with_row_number: whether to add _row_number, which tells the
    rows apart within one build: a narrow key to join by.
-#}
{% macro kept_rows(raw_table, with_row_number=false) %}
    {%- set base = ref("base_" ~ raw_table) -%}
    {%- set judged = ref("stg_" ~ raw_table ~ "__judged") -%}
    {%- set contract = raw_contract(raw_table) -%}
    {%- set columns = contract.columns -%}
    {%- set is_in_place = is_read_in_place(raw_table, base) -%}
    with

    judged_rows as (

        select
            {%- for column in columns %}
            {{ column.name }},
            {%- endfor %}
            _loaded_at
            {%- if with_row_number %},
            {{ "_row_number" if is_in_place else stored_row_number() ~ " as _row_number" }}
            {%- endif %}
        from {{ judged }}
        where _row_status = 'kept'

    ),

    {% if is_in_place -%}
    -- Rows of which the judged model has nothing to say. A left join that a condition thins out
    -- keeps the planner's estimate of their number; it takes an anti join's for a fifth.
    plain_rows as (

        select base_rows.*
        from {{ base }} as base_rows
        left join {{ judged }} as judged
            on base_rows._row_number = judged._row_number
        where coalesce(judged._row_status, 'plain') = 'plain'

    ),

    typed_rows as (

        select
            {%- for column in columns_to_judge(contract, raw_table) %}
            {{ value_in_base(column) }} as {{ column.name }},
            {%- endfor %}
            _row_number
        from plain_rows

    ),

    {% endif -%}
    kept as (

        select * from judged_rows
        {%- if is_in_place %}

        union all

        select
            {%- for column in columns %}
            {{ column.name }},
            {%- endfor %}
            coalesce(_loaded_at, {{ fallback_loaded_at(contract) }}) as _loaded_at
            {%- if with_row_number %},
            _row_number
            {%- endif %}
        from typed_rows
        {%- endif %}

    ),

    final as (

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
        from kept

    )

    select * from final
{% endmacro %}
