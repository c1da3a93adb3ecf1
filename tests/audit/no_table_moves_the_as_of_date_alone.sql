{#-
    A warning: one raw table alone moves the as-of date far beyond all others, so that one of
    its dates may be broken.
-#}
{{ config(group="audit", severity="warn") }}

{%- set query -%}
    select
        'Raw table ''' || raw_table || ''' alone moves the as-of date from '
        || cast(others_until as {{ dbt.type_string() }})
        || ' to ' || cast(last_activity_date as {{ dbt.type_string() }})
        || '. Periods in between count as over for every channel; '
        || 'set the var as_of_date if that is wrong.' as message
    from (
        select
            raw_table,
            last_activity_date,
            lead(last_activity_date) over (
                order by last_activity_date desc, raw_table asc
            ) as others_until,
            row_number() over (order by last_activity_date desc, raw_table asc) as table_rank
        from {{ ref("int_raw_activity") }}
    ) as tables
    where
        table_rank = 1
        and {{ dbt.datediff("others_until", "last_activity_date", "day") }}
        > {{ var("as_of_jump_days") }}
        and {{ "false" if var("as_of_date", none) is not none else "true" }}
{%- endset -%}

{{ warn_with_rows(query) }}
