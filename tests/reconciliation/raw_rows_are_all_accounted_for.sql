{#-
    kept + rejected + superseded + deleted = raw, for every raw table; build_audit counts each
    from its own relation.
-#}
{{ config(group="audit") }}

select
    raw_table,
    raw_rows,
    kept_rows,
    rejected_rows,
    superseded_rows,
    deleted_rows
from {{ ref("build_audit") }}
where
    build_id = '{{ invocation_id }}'
    and raw_rows <> kept_rows + rejected_rows + superseded_rows + deleted_rows
