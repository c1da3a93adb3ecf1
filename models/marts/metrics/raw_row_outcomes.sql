with

latest_build as (

    select * from {{ ref("build_audit") }}
    qualify row_number() over (partition by raw_table order by built_at desc, build_id desc) = 1

),

faults as (

    select
        'rejected' as outcome,
        raw_table,
        column_name,
        reason
    from {{ ref("rejected_rows") }}

    union all

    select
        'nulled' as outcome,
        raw_table,
        column_name,
        reason
    from {{ ref("nulled_values") }}

),

outcomes as (

    {% for outcome in ["kept", "superseded", "deleted"] -%}
    select
        raw_table,
        '{{ outcome }}' as outcome,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as reason,
        {{ outcome }}_rows as rows
    from latest_build
    where {{ outcome }}_rows > 0

    union all

    {% endfor -%}
    select
        raw_table,
        outcome,
        column_name,
        reason,
        count(*) as rows
    from faults
    group by all

),

final as (

    select
        raw_table,
        outcome,
        {{ known_or_none("column_name") }} as column_name,
        {{ known_or_none("reason") }} as reason,
        rows
    from outcomes

)

select * from final
