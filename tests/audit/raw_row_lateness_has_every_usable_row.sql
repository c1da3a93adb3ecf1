{#- Of the tables whose rows must have the time that is counted; others may lack it. -#}
{{ config(
    group="metrics",
    meta={
        "failure": "raw_row_lateness does not have every usable row of a raw table once.",
        "remedy": "Compare it with the rows of the table's staging model.",
    },
) }}

with

lateness as (

    select
        raw_table,
        sum(rows) as rows
    from {{ ref("raw_row_lateness") }}
    group by raw_table

),

staged as (

    {% for raw_table in ["orders", "web_events", "email_events", "search_performance"] -%}
    select
        '{{ raw_table }}' as raw_table,
        count(*) as rows
    from {{ ref("stg_" ~ raw_table) }}
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

)

select
    staged.raw_table,
    staged.rows as staged_rows,
    lateness.rows as counted_rows
from staged
left join lateness
    on staged.raw_table = lateness.raw_table
where staged.rows <> coalesce(lateness.rows, 0)
