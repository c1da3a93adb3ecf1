{#- Rows are counted by their faults here, and by their tables in build_audit. -#}
{{ config(
    group="metrics",
    meta={
        "failure": "The outcomes of a raw table are not all of its rows, or not all nulled values.",
        "remedy": "Compare raw_row_outcomes with the last rows of build_audit.",
    },
) }}

with

latest_builds as (

    select * from {{ ref("build_audit") }}
    qualify row_number() over (partition by raw_table order by built_at desc, build_id desc) = 1

),

outcomes as (

    select
        raw_table,
        sum(rows) filter (where outcome <> 'nulled') as raw_rows
    from {{ ref("raw_row_outcomes") }}
    group by raw_table

)

select
    latest_builds.raw_table,
    latest_builds.raw_rows,
    outcomes.raw_rows as rows_of_outcomes
from latest_builds
left join outcomes
    on latest_builds.raw_table = outcomes.raw_table
where latest_builds.raw_rows <> coalesce(outcomes.raw_rows, 0)
