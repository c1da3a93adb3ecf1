{#-
    The parts of a staging model: stg_<raw table> holds the rows of a raw table that count. Plain
    rows come from the base model, the others from stg_<raw table>__exceptions. Between the two, the
    model itself casts each column of the plain rows (macros/raw/staged_value.sql).

    The model is a table, but a view where the files are read in place: there is nothing to cast
    then, and a copy would cost more than it saves (materialization table_unless_in_place).
-#}

{#-
    SQL: the rows of the base model that are no exceptions, columns as they came, with their
    _row_number. It is a left join with a filter, not an anti join, because of the planner: it
    expects an anti join to keep a fifth of the rows, but nearly all rows are plain.

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
    of the exceptions. A row without a _loaded_at of its own gets it from its times [loaded-at].

    raw_table: name of the raw table; with_row_number: whether to add _row_number, a narrow
    surrogate key to join by, which is valid within one build.
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
    SQL: all columns of a base model and the number of each row, _row_number. Files that are read in
    place already have it; for a stored table it is the engine's own.
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
