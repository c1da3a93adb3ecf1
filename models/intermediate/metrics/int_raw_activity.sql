{{ config(
    post_hook=["{{ check_as_of_date(this) }}", "{{ check_calendar_span(this) }}"]
) }}

with

activity as (

    {% for raw_table in raw_tables() -%}
    {%- set staged = ref("stg_" ~ raw_table) -%}
    {%- for column in raw_contract(raw_table).columns if column.is_activity -%}
    {%- set is_date = column.data_type == "date" -%}
    select
        '{{ raw_table }}' as raw_table,
        {{ column.name if is_date else local_date(column.name) }} as activity_date
    from {{ staged }}
    where {{ column.name }} is not null

    union all

    {% endfor -%}
    {%- endfor -%}
    -- No rows: the last branch of the union, and all of it while dbt parses.
    select
        cast(null as {{ dbt.type_string() }}) as raw_table,
        cast(null as date) as activity_date
    where 1 = 0

),

final as (

    select
        raw_table,
        min(activity_date) as first_activity_date,
        max(activity_date) as last_activity_date
    from activity
    group by raw_table

)

select * from final
