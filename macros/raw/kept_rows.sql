{#-
    The parts of a staging model: stg_<raw table> holds the rows of a raw table that count, the
    plain ones out of the base model and the others out of stg_<raw table>__exceptions. The model
    itself says between the two what becomes of each column (macros/raw/staged_value.sql).

    The model is a table; but a view, where the files are read in place: then there is nothing to
    cast, and a copy would cost more than it saves (materialization table_unless_in_place).
-#}

{#-
    SQL: the rows of the base model that are no exceptions, columns as they came, with their
    _row_number. A left join that a condition thins out keeps the planner's estimate of their
    number; it takes an anti join's for a fifth.

    raw_table: name of the raw table.
-#}
{% macro plain_rows(raw_table) %}
    select base_rows.*
    from (
        select {{ numbered_base_rows(raw_table) }}
        from {{ ref("base_" ~ raw_table) }}
    ) as base_rows
    left join {{ ref("stg_" ~ raw_table ~ "__exceptions") }} as exceptions
        on base_rows._row_number = exceptions._row_number
    where coalesce(exceptions._row_status, 'plain') = 'plain'
{% endmacro %}


{#-
    SQL: the rows that count, of the CTE `typed` (the plain rows, columns as staging has them) and
    of the exceptions. In both the row says when it was loaded, or its own times do [loaded-at].

    raw_table: name of the raw table; with_row_number: whether to add _row_number, which tells the
    rows apart within one build: a narrow key to join by.
-#}
{% macro kept_rows(raw_table, with_row_number=false) %}
    {%- set contract = raw_contract(raw_table) -%}
    {%- if not contract.columns -%}
    {#- dbt only parses. -#}
    select * from {{ ref("stg_" ~ raw_table ~ "__exceptions") }}
    {%- else -%}
    select
        {%- for column in contract.columns %}
        {{ staged_name(column) }},
        {%- endfor %}
        {%- if with_row_number %}
        _row_number,
        {%- endif %}
        coalesce(_loaded_at, {{ fallback_loaded_at(contract) }}) as _loaded_at
    from typed

    union all

    select
        {%- for column in contract.columns %}
        {{ staged_name(column) }},
        {%- endfor %}
        {%- if with_row_number %}
        _row_number,
        {%- endif %}
        _loaded_at
    from {{ ref("stg_" ~ raw_table ~ "__exceptions") }}
    where _row_status = 'kept'
    {%- endif -%}
{% endmacro %}


{#-
    SQL: all columns of a base model and the number of each row, _row_number. A row of files that
    are read in place has one; of a stored table the engine knows it.
-#}
{% macro numbered_base_rows(raw_table) %}
    {%- set base = ref("base_" ~ raw_table) -%}
    {%- if base.is_cte -%}
        {#- The rows of a unit test, which have no table. -#}
        {{ return("*, row_number() over () as _row_number") }}
    {%- elif "_row_number" in base_column_types(raw_table) -%}
        {{ return("*") }}
    {%- endif -%}
    {{ return("*, " ~ stored_row_number() ~ " as _row_number") }}
{% endmacro %}
