{#-
    A warning: a raw table kept less than half the rows of the build before from the same
    source.
-#}
{{ config(group="audit", severity="warn") }}

{%- set query -%}
    select
        'Raw table ''' || raw_table || ''' kept ' || kept_rows
        || ' rows; the build before it kept ' || previous_kept_rows
        || '. Is the delivery complete?' as message
    from (
        select
            build_id,
            raw_table,
            kept_rows,
            lag(kept_rows) over (
                partition by raw_table, source
                order by built_at, build_id
            ) as previous_kept_rows,
            row_number() over (
                partition by raw_table
                order by built_at desc, build_id desc
            ) as build_rank
        from {{ ref("build_audit") }}
    ) as builds
    where
        build_rank = 1
        and 2 * kept_rows < previous_kept_rows
{%- endset -%}

{{ warn_with_rows(query) }}
