{#-
    History of the builds of this database: the only table to which a build adds rows. It is about
    the builds, not the business: only here times come from the wall clock.
-#}
{{ config(
    materialized="incremental",
    unique_key=["build_id", "raw_table"],
    on_schema_change="append_new_columns",
    full_refresh=false,
) }}

with

as_of_date as (

    select * from {{ ref("int_as_of_date") }}

),

raw_rows as (

    {% for raw_table in raw_tables() -%}
    select
        '{{ raw_table }}' as raw_table,
        count(*) as row_count
    from {{ ref("base_" ~ raw_table) }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

-- Rows that count: all rows of staging, except those without an exchange rate.
kept_rows as (

    {% for raw_table in raw_tables() -%}
    select
        '{{ raw_table }}' as raw_table,
        count(*) as row_count
    {% if raw_table in converted_raw_tables() -%}
    from {{ ref("int_" ~ raw_table ~ "_converted") }}
    where has_exchange_rate
    {%- else -%}
    from {{ ref("stg_" ~ raw_table) }}
    {%- endif %}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

rejected_rows as (

    {{ fault_counts(ref("rejected_rows")) }}

),

nulled_values as (

    {{ fault_counts(ref("nulled_values")) }}

),

superseded_and_deleted_rows as (

    {% for raw_table in raw_tables() -%}
    select
        '{{ raw_table }}' as raw_table,
        count(*) filter (where _row_status = 'superseded') as superseded_rows,
        count(*) filter (where _row_status = 'deleted') as deleted_rows
    from {{ ref("stg_" ~ raw_table ~ "__exceptions") }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

),

final as (

    select
        '{{ invocation_id }}' as build_id,
        raw_rows.raw_table,

        {{ string_literal(raw_source_name()) }} as source,
        {{ string_literal(tojson(vars_in_force(), sort_keys=true)) }} as vars,

        raw_rows.row_count as raw_rows,
        kept_rows.row_count as kept_rows,
        coalesce(rejected_rows.fault_count, 0) as rejected_rows,
        superseded_and_deleted_rows.superseded_rows,
        superseded_and_deleted_rows.deleted_rows,
        coalesce(nulled_values.fault_count, 0) as nulled_values,

        rejected_rows.reasons as rejected_reasons,
        nulled_values.reasons as nulled_reasons,

        as_of_date.as_of_date,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp) as built_at
    from raw_rows
    cross join as_of_date
    inner join kept_rows
        on raw_rows.raw_table = kept_rows.raw_table
    inner join superseded_and_deleted_rows
        on raw_rows.raw_table = superseded_and_deleted_rows.raw_table
    left join rejected_rows
        on raw_rows.raw_table = rejected_rows.raw_table
    left join nulled_values
        on raw_rows.raw_table = nulled_values.raw_table

)

select * from final
