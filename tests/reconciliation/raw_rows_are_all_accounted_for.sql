{#-
    kept + rejected + superseded + deleted = raw, for every raw table; build_audit counts each
    from its own relation.
-#}
{{ config(
    group="audit",
    meta={
        "failure":
            "The rows of a raw table are not those that were kept, rejected, superseded and "
            "deleted.",
    },
) }}

with

latest_builds as (

    select * from {{ ref("build_audit") }}
    qualify row_number() over (partition by raw_table order by built_at desc, build_id desc) = 1

)

select
    raw_table,
    raw_rows,
    kept_rows,
    rejected_rows,
    superseded_rows,
    deleted_rows
from latest_builds
where raw_rows <> kept_rows + rejected_rows + superseded_rows + deleted_rows
