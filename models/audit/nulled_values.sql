with

final as (

    {% for raw_table in raw_tables() -%}
    {%- set row_exceptions = ref("stg_" ~ raw_table ~ "__exceptions") -%}
    {%- for column_name in optional_columns_with_faults(raw_table) -%}
    select
        '{{ raw_table }}' as raw_table,
        _raw_key as row_key,
        '{{ column_name }}' as column_name,
        {{ column_name }}__fault as reason,
        _raw_row as raw_row,
        _loaded_at
    from {{ row_exceptions }}
    where {{ column_name }}__fault is not null

    union all

    {% endfor -%}
    {%- endfor -%}
    -- No rows: the last branch of the union, and all of it while dbt parses.
    select
        cast(null as {{ dbt.type_string() }}) as raw_table,
        cast(null as {{ dbt.type_string() }}) as row_key,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as reason,
        cast(null as {{ dbt.type_string() }}) as raw_row,
        cast(null as timestamp) as _loaded_at
    where 1 = 0

)

select * from final
